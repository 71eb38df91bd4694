import { NescioError } from "@nescio/core";
import { np, type JaxArray } from "./jax.js";

// Where a program is recorded or differentiated its arrays have no numbers. JavaScript's operators make NaN of them, or take
// the wrong branch, and say nothing; what looks at numbers is "not a function". While programs run, both are errors.

const tracers = Object.getPrototypeOf(np.Array.prototype) as object;

const refusals = new Map<string | symbol, unknown>([
  [Symbol.toPrimitive, primitiveOf],
  ...["item", "js", "jsAsync", "data", "dataSync"].map(
    (name) => [name, () => refuse(`${name}()`)] as [string, unknown],
  ),
]);

let programs = 0;

/** Runs a program, in which arrays without numbers say so. */
export function withRefusals<T>(program: () => T): T {
  if (programs++ === 0) {
    for (const [name, value] of refusals) {
      Object.defineProperty(tracers, name, { configurable: true, value });
    }
  }
  try {
    return program();
  } finally {
    if (--programs === 0) for (const name of refusals.keys()) Reflect.deleteProperty(tracers, name);
  }
}

function primitiveOf(this: JaxArray, hint: string): string {
  return textOf(this, hint, "an array");
}

/** What an array is to JavaScript's operators: a text for who wants one, else an error that says what to write. */
export function textOf(array: Pick<JaxArray, "toString">, hint: string, name: string): string {
  if (hint === "string") return array.toString();
  throw new NescioError({
    code: "invalid-program",
    subject: name,
    expected: "functions and methods of arrays",
    found: "an operator of JavaScript, which does not know them",
    next:
      "Write x.mul(-1) for -x, x.add(1) for x + 1, np.greater(x, 0) for x > 0, and np.where, or mask around a program, for " +
      "a choice.",
  });
}

function refuse(what: string): never {
  throw new NescioError({
    code: "invalid-program",
    subject: `an array's ${what}`,
    expected: "numbers that can be looked at",
    found: "a program that is being recorded, or differentiated, and has none yet",
    next: "np.where chooses by values, deterministic(name, x) brings them out of the program.",
  });
}
