import { atOnce } from "./at-once.js";
import { trace } from "./handlers/trace.js";
import { arraysIn, mapArrays } from "./memory.js";
import { isolated, type Program } from "./runtime/run.js";

/**
 * Runs a program for what its handlers note, hidden from the handlers around. Borrows the arrays among `args`, and frees
 * what the run returns.
 */
export function runApart<A extends readonly unknown[]>(program: Program<A>, args: A): void {
  const run = isolated(() => atOnce(() => trace(program)(...mapArrays(args, (array) => array.ref))));
  run.dispose();
  for (const array of arraysIn(run.result)) array.dispose();
}
