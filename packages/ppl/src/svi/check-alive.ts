import { NescioError } from "@nescio/core";
import { checkArguments } from "../check-arguments.js";
import { arraysIn, isConcrete } from "../memory.js";
import { ResidentState } from "./step-program.js";
import type { SviState } from "./svi.js";

/** Throws where a step has consumed the state already, or another call one of the arguments. */
export function checkAlive(state: SviState | undefined, args: readonly unknown[]): void {
  if (state !== undefined && !isAlive(state)) {
    throw new NescioError({
      code: "invalid-program",
      subject: "svi, state",
      expected: "the state that the last step returned",
      found: "what has been consumed",
      next: "step consumes its state: go on with the one it returns.",
    });
  }
  checkArguments("svi", args);
}

/** Whether the arrays of a state are still there. */
export function isAlive(state: SviState): boolean {
  if (state instanceof ResidentState) return state.isAlive;
  return arraysIn([state.key, state.unconstrained]).every(
    (array) => !isConcrete(array) || array.refCount > 0,
  );
}
