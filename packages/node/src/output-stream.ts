import { constants } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { NescioError } from "@nescio/core";
import { throwIfAborted } from "@nescio/core/internal";

/** Bytes written between two looks at the signal. */
const portion = 1 << 16;

/** Milliseconds until a full pipe is tried again. */
const pause = 10;

/** Pipes that are to be written to later. Closed in between, their readers would take that for the end. */
const held = new Map<string, FileHandle>();

/**
 * Opens a pipe for what is written into it later.
 *
 * @throws NescioError `inaccessible` for a pipe that nobody reads; what the system says, as it comes.
 */
export async function holdPipe(path: string): Promise<void> {
  if (!held.has(path)) held.set(path, await openStream(path));
}

/**
 * Writes into what is no file: a pipe, a device, or an open file of this process.
 *
 * @throws NescioError `inaccessible` for a pipe that nobody reads; what the system says, as it comes.
 */
export async function writeStream(
  path: string,
  bytes: Uint8Array,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<void> {
  const own = /\/fd\/([12])$/.exec(path)?.[1];
  if (own !== undefined) return writeTo(own === "1" ? process.stdout : process.stderr, bytes);
  const file = held.get(path) ?? (await openStream(path));
  held.delete(path);
  try {
    for (let at = 0; at < bytes.length;) {
      throwIfAborted(signal, path);
      try {
        const { bytesWritten } = await file.write(bytes, at, Math.min(portion, bytes.length - at));
        at += bytesWritten;
      } catch (error) {
        if (codeOf(error) !== "EAGAIN") throw error;
        await setTimeout(pause);
      }
    }
  } finally {
    await file.close();
  }
}

function openStream(path: string): Promise<FileHandle> {
  const { O_WRONLY, O_APPEND, O_NONBLOCK, O_NOCTTY } = constants;
  // Opening a pipe would otherwise wait for its reader, and nothing could end that.
  return open(path, O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY).catch((error: unknown) => {
    throw codeOf(error) === "ENXIO" ? unread(path) : error;
  });
}

/** Behind what has been printed. */
function writeTo(stream: NodeJS.WritableStream, bytes: Uint8Array): Promise<void> {
  return new Promise((done, fail) => {
    stream.write(bytes, (error) => {
      if (error) fail(error);
      else done();
    });
  });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

function unread(path: string): NescioError {
  return new NescioError({
    code: "inaccessible",
    subject: path,
    expected: "a place where files can be written",
    found: "a pipe that nobody reads",
    next: "Start its reader first, or name a file.",
  });
}
