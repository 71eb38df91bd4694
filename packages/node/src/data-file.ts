import { createHash } from "node:crypto";
import { NescioError } from "@nescio/core";
import { maxDatasetBytes, type RegistryFile } from "@nescio/core/internal";
import { inflate, TooLong } from "./inflate.js";
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

/** A data set's largest file: its pixels, and what stands before them. */
const largest = maxDatasetBytes + 2 ** 16;

/**
 * The most bytes that a file may have once decompressed; a function is asked with its first bytes, before more of it is
 * decompressed, and may throw.
 */
export type Limit = number | ((head: Uint8Array) => number);

/**
 * Reads a file, decompressing it if it is gzipped (its first bytes say so, not its name).
 * @throws NescioError `not-found`, `inaccessible` (unreadable), `invalid-data` (too large) or `corrupt`; each names the file.
 */
export async function readDataFile(path: string, limit: Limit = largest): Promise<DataFile> {
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
export async function decompress(
  stored: Uint8Array,
  name: string,
  limit: Limit = largest,
): Promise<DataFile> {
  const gzipped = stored[0] === 0x1f && stored[1] === 0x8b;
  let content = stored;
  if (gzipped) {
    try {
      content = await inflate(stored, typeof limit === "number" ? () => limit : limit);
    } catch (error) {
      if (error instanceof NescioError) throw error;
      throw new NescioError({
        code: "corrupt",
        subject: name,
        expected:
          error instanceof TooLong
            ? `gzip-compressed data of at most ${error.limit} bytes`
            : "gzip-compressed data",
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
export async function readWhole(path: string, most = largest): Promise<Uint8Array> {
  try {
    return await readRegularFile(path, { most });
  } catch (error) {
    throw refusal(error, { subject: path, expected: "a file that can be read", missing: "no such file" });
  }
}

function describeGzipError(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "Z_BUF_ERROR") return "a truncated gzip stream";
  if (error instanceof TooLong) return "more than that";
  return `a damaged gzip stream (${error instanceof Error ? error.message : String(error)})`;
}
