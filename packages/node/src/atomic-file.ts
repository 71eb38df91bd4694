import { randomBytes } from "node:crypto";
import { mkdir, open, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { throwIfAborted } from "@nescio/core/internal";
import { refusal } from "./system-error.js";

/** Bytes written between two looks at the signal. */
const portion = 4 << 20;

/**
 * Writes a file so that its name only ever stands for complete contents: into a temporary file in the same folder
 * (made if missing), flushed to disk, then renamed. On failure or abort the temporary file is removed and whatever
 * bore the name before is untouched.
 *
 * @throws NescioError `aborted` when the signal fires before the rename, `inaccessible` when the system refuses.
 */
export async function writeFileAtomic(
  path: string,
  contents: Uint8Array | string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const bytes = typeof contents === "string" ? new TextEncoder().encode(contents) : contents;
  const { signal } = options;
  const folder = dirname(path);
  const temporary = join(folder, `.${basename(path)}.${process.pid}-${randomBytes(4).toString("hex")}.tmp`);
  throwIfAborted(signal, path);
  try {
    await mkdir(folder, { recursive: true });
    try {
      const file = await open(temporary, "wx");
      try {
        for (let at = 0; at < bytes.length; at += portion) {
          throwIfAborted(signal, path);
          await file.writeFile(bytes.subarray(at, at + portion));
        }
        await file.sync();
      } finally {
        await file.close();
      }
      throwIfAborted(signal, path);
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    throw refusal(error, {
      subject: path,
      expected: "a place where files can be written",
      next: "Check the folder, its permissions and the free space. Nothing was written.",
    });
  }
}
