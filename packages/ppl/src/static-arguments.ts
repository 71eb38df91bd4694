import { NescioError } from "@nescio/core";
import type { JaxArray } from "./jax.js";
import { isArray, mapArrays } from "./memory.js";

/** A program's arguments, with the arrays taken out: these may change from call to call, the rest is compiled in. */
export interface SplitArguments<A> {
  readonly arrays: JaxArray[];
  /** The same arguments with these arrays instead. */
  readonly rebuild: (arrays: readonly JaxArray[]) => A;
  /** Everything that is no array, in order, with the places of the arrays marked: equal lists, equal compiled step. */
  readonly statics: readonly unknown[];
}

const place = Symbol("array");

export function splitArguments<A extends readonly unknown[]>(args: A): SplitArguments<A> {
  const arrays: JaxArray[] = [];
  mapArrays(args, (array) => {
    arrays.push(array);
    return array;
  });
  return {
    arrays,
    statics: staticsOf(args),
    rebuild: (others) => {
      let next = 0;
      return mapArrays(args, () => others[next++]);
    },
  };
}

function staticsOf(value: unknown): unknown[] {
  if (isArray(value)) return [place];
  if (Array.isArray(value)) return ["[", ...value.flatMap(staticsOf), "]"];
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return ["{", ...Object.entries(value).flatMap(([key, item]) => [key, ...staticsOf(item)]), "}"];
  }
  if (ArrayBuffer.isView(value)) {
    throw new NescioError({
      code: "invalid-program",
      subject: "an argument of a program",
      expected: "arrays of jax-js, numbers, texts, or lists and plain objects of these",
      found: `a ${value.constructor.name}, whose numbers would be compiled in`,
      next: "Pass np.array(…).",
    });
  }
  return [value];
}

// Compiled functions kept for different arguments: enough for any program that means it.
const MAX_COMPILED = 32;

/** Compiled functions by what their arguments hold besides arrays: the last ones that were made. */
export class StaticCache<F extends { dispose(): void }> {
  readonly #entries: { statics: readonly unknown[]; compiled: F }[] = [];

  get(statics: readonly unknown[], compile: () => F): F {
    const found = this.#entries.find(
      (entry) =>
        entry.statics.length === statics.length && entry.statics.every((v, i) => Object.is(v, statics[i])),
    );
    if (found !== undefined) return found.compiled;
    const compiled = compile();
    this.#entries.push({ statics, compiled });
    if (this.#entries.length > MAX_COMPILED) this.#entries.shift()!.compiled.dispose();
    return compiled;
  }

  /** Forgets all, and returns it. */
  clear(): F[] {
    return this.#entries.splice(0).map(({ compiled }) => compiled);
  }
}
