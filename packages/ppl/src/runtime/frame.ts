import { NescioError } from "@nescio/core";
import { arrayOf, remedyFor, type ArrayInput } from "../array-input.js";
import type { Distribution } from "../distributions/distribution.js";
import type { ArrayLike, JaxArray } from "../jax.js";
import { isLent, taken, withoutLoan } from "../lent.js";
import { isJaxError } from "./jax-error.js";
import { Lending } from "../lending.js";
import { arraysIn, isArray, isConcrete, mapArrays } from "../memory.js";

/**
 * What one run of a program owns. Values of sites, parameters and arguments are lent to the program for as long as the
 * run lasts; then all that nobody keeps is freed.
 */
export class Frame {
  readonly #lending = new Lending();
  readonly #owned: JaxArray[] = [];
  readonly #distributions: { readonly distribution: Distribution; readonly name: string }[] = [];
  readonly #kept: JaxArray[] = [];
  /** What the program did last, for errors: 'site "w"'. */
  last: string | undefined;

  /** Lends an array whose owner outlives the run. */
  lend<T extends ArrayLike>(value: T, name?: string): T {
    return this.#lending.lend(value, name);
  }

  /** Lends a value from outside: an array whose owner outlives the run, or numbers as JavaScript has them. */
  give(value: ArrayInput, name: string): JaxArray {
    return isArray(value) ? this.lend(value, name) : this.own(arrayOf(value, name), name);
  }

  /** Takes an array over and lends it. */
  own(value: JaxArray, name?: string): JaxArray {
    // What is lent already has an owner.
    if (isLent(value)) return value;
    this.#owned.push(value);
    return this.lend(value, name);
  }

  /** Takes the arrays among a program's arguments over and lends them. */
  ownArguments<A extends readonly unknown[]>(args: A): A {
    return mapArrays(args, (array) => this.own(array, "an argument"));
  }

  /** Takes the distribution of a site over, to be freed at the end of the run. */
  ownDistribution(distribution: Distribution, name: string): void {
    this.#distributions.push({ distribution, name });
  }

  /** The array behind a value, with a reference of one's own that outlives the run. */
  keep(value: JaxArray): JaxArray {
    const array = withoutLoan(value);
    this.#kept.push(array);
    return array.ref;
  }

  /** A distribution with references of its own, which outlive the run. */
  keepDistribution(distribution: Distribution): Distribution {
    this.#kept.push(...distribution.arrays);
    return distribution.ref();
  }

  /** What was kept is being freed within the run after all. */
  giveBack(arrays: readonly JaxArray[]): void {
    for (const array of arrays) {
      const at = this.#kept.indexOf(array);
      if (at !== -1) this.#kept.splice(at, 1);
    }
  }

  /** A program's result with the arrays themselves in place of the lent ones, which are the caller's. */
  resultOf<R>(result: R): R {
    return arraysIn(result).some(isLent) ? mapArrays(result, taken) : result;
  }

  /** Ends all loans and frees what nobody keeps. */
  close(): void {
    const errors: unknown[] = [];
    const free = (thing: { dispose(): void }): void => {
      try {
        thing.dispose();
      } catch (error) {
        errors.push(error);
      }
    };
    const short = this.#shortOf();
    this.#distributions.forEach(({ distribution }) => free(distribution));
    this.#lending.end();
    this.#owned.forEach(free);
    if (short !== undefined) throw ownershipError(short, "a parameter that is used elsewhere too");
    if (errors.length > 0) throw this.explain(errors[0]);
  }

  /** A site whose distribution has a parameter with fewer references left than there are owners of it. */
  #shortOf(): string | undefined {
    const owners = new Map<JaxArray, number>();
    const parameters = this.#distributions.flatMap(({ distribution }) => distribution.arrays);
    for (const array of [...parameters, ...this.#owned, ...this.#kept]) {
      owners.set(array, (owners.get(array) ?? 0) + 1);
    }
    const isShort = (array: JaxArray): boolean => isConcrete(array) && array.refCount < owners.get(array)!;
    return this.#distributions.findLast(({ distribution }) => distribution.arrays.some(isShort))?.name;
  }

  /** An error of a program, with the site where it happened if the error itself does not say so. */
  explain(error: unknown): unknown {
    const where = this.last === undefined ? "before the program's first site" : `after ${this.last}`;
    if (isUseAfterFree(error)) return ownershipError(where, "an array that had been freed", error);
    if (isJaxError(error)) return operationError(where, error);
    if (error instanceof NescioError && error.code === "invalid-program" && !error.subject.includes('"')) {
      const { code, expected, found, next } = error;
      return new NescioError({
        code,
        subject: `${error.subject} (${where})`,
        expected,
        found,
        next,
        cause: error,
      });
    }
    return error;
  }
}

function isUseAfterFree(error: unknown): error is ReferenceError {
  return error instanceof ReferenceError && error.message.includes("freed");
}

function operationError(subject: string, cause: Error): NescioError {
  return new NescioError({
    code: "invalid-program",
    subject,
    expected: "operands that fit their operation",
    found: `an error of jax-js: ${cause.message}`,
    next: remedies.find(([pattern]) => pattern.test(cause.message))?.[1],
    cause,
  });
}

/** What to do about errors of jax-js that are seen often. */
const remedies: readonly (readonly [RegExp, string | undefined])[] = [
  [/undefined/, remedyFor(undefined)],
  [/indices must be/, "Indices are whole numbers: x.astype(np.int32), or np.array(Int32Array.of(0, 1))."],
  [/bool/, "Conditions are truth values: np.notEqual(x, 0), or another comparison."],
  [/shape/i, "Shapes are aligned from the right; x.reshape([…]) and np.expandDims(x, axis) change them."],
];

function ownershipError(subject: string, found: string, cause?: Error): NescioError {
  return new NescioError({
    code: "invalid-program",
    subject,
    expected: "one use of an array for each reference to it",
    found: cause === undefined ? found : `${found}: ${cause.message}`,
    next:
      "Values of sites, parameters and arguments may be used freely inside the program; of any other array, one you " +
      "made or captured, write x.ref for every use but the last.",
    cause,
  });
}
