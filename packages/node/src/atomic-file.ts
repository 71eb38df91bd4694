import { mkdir, open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { throwIfAborted } from "@nescio/core/internal";
import { outputTarget, unfit, type OutputTarget } from "./output-target.js";
import { writeStream } from "./output-stream.js";
import { refusal } from "./system-error.js";
import { removeLeftovers, temporaryName } from "./temporary-file.js";

/** Bytes written between two looks at the signal. */
const portion = 4 << 20;

interface WriteOptions {
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes a file so that its name only ever stands for complete contents: into a temporary file in the same folder
 * (made if missing), flushed to disk, then renamed. On failure or abort the temporary file is removed and whatever
 * bore the name before is untouched. A file that is replaced hands on its mode, and a link stays one: what it leads to is
 * replaced. Pipes and character devices (`/dev/stdout`) are written into.
 *
 * @throws NescioError `aborted` when the signal fires before the rename, `inaccessible` when the system refuses, or what is
 * there can be neither replaced nor written into.
 */
export async function writeFileAtomic(
  path: string,
  contents: Uint8Array | string,
  options: WriteOptions = {},
): Promise<void> {
  const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
  throwIfAborted(options.signal, path);
  try {
    const target = await outputTarget(path);
    if (target.kind === "stream") await writeStream(target.path, bytes, options);
    else await replace(target, portions(bytes), path, options);
  } catch (error) {
    throw refused(path, error);
  }
}

/**
 * The same of contents that come in pieces, each written as it comes, so that a file may be larger than the memory.
 *
 * @throws NescioError as `writeFileAtomic`; `inaccessible` for what is no file; what the pieces throw.
 */
export async function writePiecesAtomic(
  path: string,
  pieces: AsyncIterable<string>,
  options: WriteOptions = {},
): Promise<void> {
  throwIfAborted(options.signal, path);
  try {
    const target = await outputTarget(path);
    if (target.kind === "stream") throw unfit(path, target.found);
    await replace(target, pieces, path, options);
  } catch (error) {
    throw refused(path, error);
  }
}

/** Makes sure that a file can be written there, by beginning one. */
export async function tryToWrite(target: OutputTarget & { readonly kind: "file" }): Promise<void> {
  await withTemporary(target, () => Promise.resolve());
}

/** @param path What errors call it. */
async function replace(
  target: OutputTarget & { readonly kind: "file" },
  pieces: Iterable<Uint8Array> | AsyncIterable<string>,
  path: string,
  { signal }: WriteOptions,
): Promise<void> {
  await withTemporary(target, async (file, temporary) => {
    try {
      for await (const piece of pieces) {
        throwIfAborted(signal, path);
        await file.writeFile(piece);
      }
      await keepFacts(file, target);
      await file.sync();
    } finally {
      await file.close();
    }
    throwIfAborted(signal, path);
    await rename(temporary, target.path);
  });
}

function* portions(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += portion) yield bytes.subarray(at, at + portion);
}

function refused(path: string, error: unknown): unknown {
  return refusal(error, {
    subject: path,
    expected: "a place where files can be written",
    next: "Check the folder, its permissions and the free space. Nothing was written.",
  });
}

/** Lets `use` have a new file in the target's folder, which is gone afterwards unless it was renamed. */
async function withTemporary(
  { path, existing }: OutputTarget & { readonly kind: "file" },
  use: (file: FileHandle, temporary: string) => Promise<void>,
): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  await removeLeftovers(folder);
  const temporary = join(folder, temporaryName());
  // Of a file that others may not read they may not read the successor, at no time.
  const file = await open(temporary, "wx", existing === undefined ? 0o666 : 0o600);
  try {
    await use(file, temporary);
  } finally {
    await file.close();
    await rm(temporary, { force: true });
  }
}

/** Owner and mode of the file that is replaced. */
async function keepFacts(
  file: FileHandle,
  { existing }: OutputTarget & { readonly kind: "file" },
): Promise<void> {
  if (existing === undefined) return;
  const own = await file.stat();
  if (own.uid !== existing.uid || own.gid !== existing.gid) {
    // Only the superuser gives files away.
    await file.chown(existing.uid, existing.gid).catch(() => undefined);
  }
  // After the owner, whose change takes bits away. Where there are no modes, they do not differ.
  const mode = existing.mode & 0o7777;
  if (((await file.stat()).mode & 0o7777) !== mode) await file.chmod(mode);
}
