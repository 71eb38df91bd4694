import { NescioError } from "../../errors.js";
import { arraysIn, isConcrete } from "../memory.js";
import { ResidentState } from "./step-program.js";
import type { SviState } from "./svi.js";

/** Throws where a step has consumed the state already, or another call one of the arguments. */
export function checkAlive(state: SviState | undefined, args: readonly unknown[]): void {
  if (state !== undefined && !isAlive(state)) {
    throw freed(
      "svi, state",
      "the state that the last step returned",
      "step consumes its state: go on with the one it returns.",
    );
  }
  args.forEach((arg, i) => {
    if (!hasFreed(arg)) return;
    throw freed(
      `svi, argument ${i + 1}`,
      "arrays of its own",
      "init, step and evaluate consume their arguments: write x.ref for every use but the last.",
    );
  });
}

/** Whether the arrays of a state are still there. */
export function isAlive(state: SviState): boolean {
  if (state instanceof ResidentState) return state.isAlive;
  return !hasFreed([state.key, state.unconstrained]);
}

function hasFreed(value: unknown): boolean {
  return arraysIn(value).some((array) => isConcrete(array) && array.refCount < 1);
}

function freed(subject: string, expected: string, next: string): NescioError {
  return new NescioError({
    code: "invalid-program",
    subject,
    expected,
    found: "what has been consumed",
    next,
  });
}
