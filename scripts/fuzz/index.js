import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NescioError, Random } from "nescio";
import { kinds } from "./kinds.js";

export const kindNames = Object.keys(kinds);

/** Seconds, and bytes that memory may grow by. */
export const mostSeconds = 5;
export const mostBytes = 1e9;

/**
 * Makes the mutant of this seed and number, and does with it what a user would.
 * `outcome` is "taken", an error's code, or begins with "FAILED".
 */
export async function examine(kind, seed, index) {
  const files = await kinds[kind].make(new Random(seed, kindNames.indexOf(kind), index));
  const folder = await mkdtemp(join(tmpdir(), "nescio-fuzz-"));
  const before = process.resourceUsage().maxRSS;
  const start = performance.now();
  let outcome = "taken";
  try {
    await kinds[kind].use(files, folder);
  } catch (error) {
    if (error instanceof NescioError) outcome = error.code;
    else outcome = `FAILED: ${error instanceof Error ? error.stack : error}`;
  } finally {
    await rm(folder, { recursive: true });
  }
  const seconds = (performance.now() - start) / 1000;
  const bytes = 1024 * (process.resourceUsage().maxRSS - before);
  return { outcome, seconds, bytes, files };
}
