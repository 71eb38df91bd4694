import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { NescioError } from "@nescio/core";
import type { RegistryFile } from "@nescio/core/internal";
import { readRegularFile } from "./regular-file.js";
import { refusal } from "./system-error.js";

/** A file's contents as they are stored and as they are read. */
export interface DataFile {
  readonly stored: Uint8Array;
  readonly content: Uint8Array;
  readonly gzipped: boolean;
  /** SHA-256 of `content`, lower-case hex. */
  readonly sha256: string;
}

/** Larger files than this are not data sets that one `Uint8Array` holds. */
const largest = 2 ** 31 - 1;

/**
 * Reads a file, decompressing it if it is gzipped (its first bytes say so, not its name).
 * @throws NescioError `not-found`, `inaccessible` (unreadable) or `corrupt`; each names the file.
 */
export async function readDataFile(path: string, limit = largest): Promise<DataFile> {
  return decompress(await readWhole(path), path, limit);
}

/** Reads and checks a file of the registry, as found on disk. */
export async function readRegistryFile(path: string, file: RegistryFile): Promise<DataFile> {
  return verify(await readDataFile(path, file.bytes), path, file);
}

/**
 * Decompresses gzipped bytes; others pass as they are.
 * @param limit Most bytes there may be once decompressed, so that a small file cannot fill the memory.
 */
export async function decompress(stored: Uint8Array, name: string, limit = largest): Promise<DataFile> {
  const gzipped = stored[0] === 0x1f && stored[1] === 0x8b;
  let content = stored;
  if (gzipped) {
    try {
      content = await promisify(gunzip)(stored, { maxOutputLength: limit });
    } catch (error) {
      throw new NescioError({
        code: "corrupt",
        subject: name,
        expected: `gzip-compressed data of at most ${limit} bytes`,
        found: describeGzipError(error),
        cause: error,
      });
    }
  }
  return { stored, content, gzipped, sha256: sha256(content) };
}

/** Compares a file with its registered checksum, where there is one. */
export function verify(data: DataFile, name: string, file: RegistryFile): DataFile {
  if (file.sha256 === undefined) return data;
  const ofGzip = file.digestOf === "gzip";
  if (ofGzip && !data.gzipped) {
    throw new NescioError({
      code: "corrupt",
      subject: name,
      expected: "the original .gz file (the published checksum is of that)",
      found: "a file that is not gzip-compressed",
      next: "Replace it by the .gz file, or remove it and run `nescio data fetch`.",
    });
  }
  const found = ofGzip ? sha256(data.stored) : data.sha256;
  if (found !== file.sha256) {
    throw new NescioError({
      code: "corrupt",
      subject: name,
      expected: `SHA-256 ${file.sha256} of ${ofGzip ? "the .gz file" : "the decompressed bytes"}`,
      found: `${found} (${data.content.length} bytes decompressed)`,
      next: "The file is damaged or another one: remove it and run `nescio data fetch`.",
    });
  }
  return data;
}

/** SHA-256 as lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A whole file, which is no pipe and no device, with errors in the project's words. */
export async function readWhole(path: string): Promise<Uint8Array> {
  try {
    return await readRegularFile(path);
  } catch (error) {
    if (error instanceof RangeError) {
      throw new NescioError({
        code: "invalid-data",
        subject: path,
        expected: `a file of at most ${largest} bytes`,
        found: error.message,
        cause: error,
      });
    }
    throw refusal(error, { subject: path, expected: "a file that can be read", missing: "no such file" });
  }
}

function describeGzipError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "Z_BUF_ERROR") return "a truncated gzip stream";
  if (code === "ERR_BUFFER_TOO_LARGE") return "more than that";
  return `a damaged gzip stream (${error instanceof Error ? error.message : String(error)})`;
}
