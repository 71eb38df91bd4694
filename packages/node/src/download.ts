import { join } from "node:path";
import { NescioError } from "@nescio/core";
import { throwIfAborted } from "@nescio/core/internal";
import type { RegistryFile } from "@nescio/core/internal";
import { writeFileAtomic } from "./atomic-file.js";
import { decompress, verify, type DataFile } from "./data-file.js";

/** How far a download has come. */
export interface DownloadProgress {
  /** The file's name, with `.gz`. */
  readonly file: string;
  /** The address being read. */
  readonly url: string;
  readonly received: number;
  /** Bytes there will be, where the mirror says so. */
  readonly total?: number;
}

export interface DownloadOptions {
  /** Longest wait for a mirror's answer, in milliseconds. Default 10,000. */
  readonly connectTimeoutMs?: number | undefined;
  /** Longest pause between two pieces of a file, in milliseconds, and over how long its rate is measured. Default 20,000. */
  readonly stallTimeoutMs?: number | undefined;
  /** What has to arrive over that time on the average, in bytes a second, or the next mirror is asked. Default 1,000. */
  readonly leastRate?: number | undefined;
  /** Longest time for the file in all, over all mirrors, in milliseconds. Default: no limit. */
  readonly timeoutMs?: number | undefined;
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface Download extends DataFile {
  /** Where the file now lies. */
  readonly path: string;
  /** The mirror it came from. */
  readonly mirror: string;
}

/** A reason for leaving a mirror; its message is shown to the user. */
class Reason extends Error {}

/** gzip can make incompressible data a little longer, never by more than this. */
const slack = 1 << 16;

/**
 * Gets one file of the registry from the first mirror that delivers it whole and with the right checksum, and stores
 * it in `folder` under its own name. The file is written only after it has been verified, by rename.
 *
 * @param mirrors Addresses that the file's name is put behind, tried in order.
 * @throws NescioError `unavailable` with each mirror's reason when none delivers, `inaccessible` when the folder cannot
 * be written to, `aborted` when the signal fires.
 */
export async function downloadFile(
  file: RegistryFile,
  mirrors: readonly string[],
  folder: string,
  options: DownloadOptions = {},
): Promise<Download> {
  const name = `${file.name}.gz`;
  const { signal, timeoutMs = Infinity } = options;
  const deadline = Date.now() + timeoutMs;
  const reasons: string[] = [];
  for (const mirror of mirrors) {
    const url = mirror + name;
    throwIfAborted(signal, `download of ${url}`);
    try {
      const remaining = deadline - Date.now();
      if (remaining <= 0) throw new Reason(`not tried, ${seconds(timeoutMs)} s for this file were over`);
      const stored = await receive(
        url,
        name,
        file.bytes + slack,
        { ...options, timeoutMs: remaining },
        timeoutMs,
      );
      const data = verify(await decompress(stored, "the file", file.bytes), "the file", file);
      const path = join(folder, data.gzipped ? name : file.name);
      await writeFileAtomic(path, stored, { signal });
      return { ...data, path, mirror };
    } catch (error) {
      throwIfAborted(signal, `download of ${url}`);
      // A folder that cannot be written to is no fault of the mirror.
      if (error instanceof NescioError && error.code === "inaccessible") throw error;
      reasons.push(`${url}: ${describe(error)}`);
    }
  }
  throw new NescioError({
    code: "unavailable",
    subject: name,
    expected: `one of ${mirrors.length} mirrors to deliver it`,
    found: reasons.length === 0 ? "no mirror to ask" : reasons.join("; "),
    next: "Run again when the network is there, or put the file into a folder that --data-dir or NESCIO_DATA names.",
  });
}

async function receive(
  url: string,
  file: string,
  limit: number,
  options: DownloadOptions & { readonly timeoutMs: number },
  budget: number,
): Promise<Uint8Array> {
  const { connectTimeoutMs = 10_000, stallTimeoutMs = 20_000, leastRate = 1000 } = options;
  const { timeoutMs, onProgress, signal } = options;
  const stop = new AbortController();
  const stopAfter = (ms: number, why: string): NodeJS.Timeout | undefined =>
    Number.isFinite(ms) ? setTimeout(() => stop.abort(new Reason(why)), ms) : undefined;
  const whole = stopAfter(timeoutMs, `not complete after ${seconds(budget)} s`);
  let rate: NodeJS.Timeout | undefined;
  let pause = stopAfter(connectTimeoutMs, `no answer within ${seconds(connectTimeoutMs)} s`);
  try {
    // Not decoded on the way: the checksum may be of the .gz file.
    const response = await fetch(url, {
      headers: { "accept-encoding": "identity" },
      signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    });
    if (!response.ok) throw new Reason(`HTTP ${response.status} ${response.statusText}`.trimEnd());
    if (!response.body) throw new Reason("an answer without a body");
    const declared = Number(response.headers.get("content-length") ?? NaN);
    if (declared > limit) throw new Reason(`${declared} bytes announced, more than the file can have`);
    const total = Number.isFinite(declared) ? { total: declared } : {};
    const pieces: Uint8Array[] = [];
    let received = 0;
    const waitForMore = (): void => {
      clearTimeout(pause);
      pause = stopAfter(stallTimeoutMs, `stalled for ${seconds(stallTimeoutMs)} s after ${received} bytes`);
    };
    waitForMore();
    // A byte now and then is no pause, and would go on for years.
    let before = 0;
    const window = seconds(stallTimeoutMs);
    const measure = (): void => {
      const arrived = received - before;
      before = received;
      if (arrived >= (leastRate * stallTimeoutMs) / 1000) return;
      stop.abort(new Reason(`stalled: ${arrived} bytes in ${window} s, after ${before - arrived} bytes`));
    };
    if (Number.isFinite(stallTimeoutMs)) rate = setInterval(measure, stallTimeoutMs);
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      pieces.push(piece);
      received += piece.length;
      waitForMore();
      if (received > limit) throw new Reason(`more than ${limit} bytes, which the file cannot have`);
      onProgress?.({ file, url, received, ...total });
    }
    return Buffer.concat(pieces);
  } catch (error) {
    throw stop.signal.aborted ? stop.signal.reason : error;
  } finally {
    clearTimeout(whole);
    clearTimeout(pause);
    clearInterval(rate);
    // Closes the connection of an attempt that was given up half-way.
    stop.abort(new Reason("done"));
  }
}

function describe(error: unknown): string {
  if (error instanceof NescioError) return `expected ${error.expected}, got ${error.found}`;
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (error instanceof Reason || !(cause instanceof Error)) return error.message;
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : "";
  const detail = cause.message.includes(code) ? cause.message : `${code} ${cause.message}`.trim();
  return detail === "" ? error.message : `${error.message} (${detail})`;
}

const seconds = (ms: number): string => String(Math.round(ms / 100) / 10);
