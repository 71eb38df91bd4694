import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NescioError, Random } from "nescio";
import { kinds } from "./kinds.js";

export const kindNames = Object.keys(kinds);

/** Seconds, and bytes that memory may grow by. A command has its own time, in which it hears Ctrl-C. */
export const mostSeconds = (kind) => kinds[kind].seconds ?? 5;
export const mostBytes = 1e9;

/**
 * Makes the mutant of this seed and number, and does with it what a user would.
 * `outcome` is "taken", an error's code, an exit code, or begins with "FAILED".
 *
 * @param cli The command line: `createProgram` and `runProgram`.
 */
export async function examine(kind, seed, index, cli) {
  const files = await kinds[kind].make(new Random(seed, kindNames.indexOf(kind), index), cli);
  const folder = await mkdtemp(join(tmpdir(), "nescio-fuzz-"));
  const before = process.resourceUsage().maxRSS;
  const start = performance.now();
  let outcome = "taken";
  try {
    outcome = (await kinds[kind].use(files, folder, cli)) ?? outcome;
  } catch (error) {
    if (error instanceof NescioError) outcome = error.code;
    else outcome = `FAILED: ${error instanceof Error ? error.stack : error}`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const seconds = (performance.now() - start) / 1000;
  const bytes = 1024 * (process.resourceUsage().maxRSS - before);
  return { outcome, seconds, bytes, files };
}
