import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { NescioError } from "@nescio/core";
import { orAborted, throwIfAborted } from "@nescio/core/internal";
import { openRegularFile } from "../regular-file.js";
import { refusal } from "../system-error.js";
import { maxBufferedBytes } from "./limits.js";
import type { RandomAccess } from "./random-access.js";

/** Bytes that come from a file or a stream. */
export interface Bytes {
  /** What errors are about. */
  readonly name: string;
  /** All of them in order, once, none of the pieces longer than `pieceLength`. */
  pieces(): AsyncIterable<Uint8Array>;
  /**
   * For formats that cannot be read from beginning to end. A stream is gathered in memory.
   * @throws NescioError `invalid-data` where that is more than `maxBufferedBytes`.
   */
  randomAccess(): Promise<RandomAccess>;
  close(): Promise<void>;
}

const pieceLength = 2 ** 16;

/** What the system reads in one call. */
const longestRead = 2 ** 30;

/**
 * Opens a file, or takes a stream, which is then ours to destroy.
 * @throws NescioError `not-found`, `inaccessible`, `invalid-data` (a pipe or a device), `aborted`.
 */
export async function openBytes(
  source: string | Readable,
  name: string,
  signal: AbortSignal | undefined,
): Promise<Bytes> {
  if (typeof source !== "string") return streamBytes(source, name, signal);
  throwIfAborted(signal, name);
  const attempt = { subject: name, expected: "a file that can be read", missing: "no such file" };
  try {
    const { file, size } = await openRegularFile(source);
    return fileBytes(file, size, name, (error) => refusal(error, attempt), signal);
  } catch (error) {
    throw refusal(error, attempt);
  }
}

function fileBytes(
  file: FileHandle,
  size: number,
  name: string,
  worded: (error: unknown) => unknown,
  signal: AbortSignal | undefined,
): Bytes {
  let closed: Promise<void> | undefined;
  const readInto = async (buffer: Uint8Array, position: number): Promise<number> => {
    throwIfAborted(signal, name);
    try {
      return (await file.read(buffer, 0, Math.min(buffer.length, longestRead), position)).bytesRead;
    } catch (error) {
      throw worded(error);
    }
  };
  const read = async (position: number, length: number): Promise<Uint8Array> => {
    // Not of the pool that small buffers share: parsers look at numbers in place, which have to be aligned.
    const buffer = new Uint8Array(length);
    for (let done = 0; done < length;) {
      const bytes = await readInto(buffer.subarray(done), position + done);
      if (bytes === 0) throw shortened(name, size, position + done);
      done += bytes;
    }
    return buffer;
  };
  return {
    name,
    async *pieces() {
      for (let position = 0; ;) {
        const buffer = new Uint8Array(pieceLength);
        const bytes = await readInto(buffer, position);
        if (bytes === 0) return;
        position += bytes;
        yield buffer.subarray(0, bytes);
      }
    },
    randomAccess: () => Promise.resolve({ size, read }),
    close: () => (closed ??= file.close()),
  };
}

function streamBytes(stream: Readable, name: string, signal: AbortSignal | undefined): Bytes {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const iterator = stream[Symbol.asyncIterator]() as AsyncIterator<unknown>;
    for (;;) {
      const piece = await orAborted(next(iterator, name), signal, name);
      if (piece.done === true) return;
      const bytes: unknown = typeof piece.value === "string" ? Buffer.from(piece.value) : piece.value;
      if (!(bytes instanceof Uint8Array)) {
        const found = `a stream of ${typeof bytes === "object" ? "objects" : `${typeof bytes}s`}`;
        throw new NescioError({ code: "invalid-data", subject: name, expected: "a stream of bytes", found });
      }
      for (let at = 0; at < bytes.length; at += pieceLength) yield bytes.subarray(at, at + pieceLength);
    }
  }
  return {
    name,
    pieces,
    async randomAccess() {
      const bytes = await gather(pieces(), name);
      return {
        size: bytes.length,
        read: (position, length) => {
          if (position + length > bytes.length)
            return Promise.reject(shortened(name, position + length, bytes.length));
          return Promise.resolve(bytes.slice(position, position + length));
        },
      };
    },
    close() {
      // What comes of destroying it, nobody is waiting for.
      if (!stream.destroyed) stream.on("error", () => undefined).destroy();
      return Promise.resolve();
    },
  };
}

async function next(iterator: AsyncIterator<unknown>, name: string): Promise<IteratorResult<unknown>> {
  try {
    return await iterator.next();
  } catch (error) {
    if (error instanceof NescioError) throw error;
    throw new NescioError({
      code: "inaccessible",
      subject: name,
      expected: "a stream that can be read to its end",
      found: error instanceof Error ? error.message : String(error),
      cause: error,
    });
  }
}

async function gather(pieces: AsyncIterable<Uint8Array>, name: string): Promise<Uint8Array> {
  const gathered: Uint8Array[] = [];
  let length = 0;
  for await (const piece of pieces) {
    length += piece.length;
    if (length > maxBufferedBytes) {
      const expected = `a stream of at most ${maxBufferedBytes} bytes in this format`;
      const next = "Save it to a file, and name that.";
      throw new NescioError({ code: "invalid-data", subject: name, expected, found: "more", next });
    }
    gathered.push(piece);
  }
  return Buffer.concat(gathered, length);
}

function shortened(name: string, expected: number, found: number): NescioError {
  return new NescioError({
    code: "corrupt",
    subject: name,
    expected: `a file of ${expected} bytes`,
    found: `its end at ${found}`,
    next: "The file is damaged, or was changed while it was read.",
  });
}
