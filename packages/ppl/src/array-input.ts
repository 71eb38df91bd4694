import { NescioError } from "@nescio/core";
import { np, type ArrayLike, type JaxArray } from "./jax.js";
import { isArray } from "./memory.js";

/** Numbers in lists, row by row: `[[1, 2], [3, 4]]`. */
export type NumberList = readonly (number | NumberList)[];

export type TypedArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array;

/** What may stand where a program needs an array: an array of jax-js, a number, or numbers as JavaScript has them. */
export type ArrayInput = ArrayLike | NumberList | TypedArray;

/**
 * Numbers of JavaScript as an array of one's own; arrays of jax-js and single numbers as they are. Lists become float32,
 * typed arrays keep their type, but for integers of less than 32 bits, which become int32.
 * @param subject Whose value it is, for errors.
 * @throws NescioError `invalid-program` for what is no array of numbers.
 */
export function arrayLike(value: ArrayInput, subject: string): ArrayLike {
  if (typeof value === "number" || isArray(value)) return value;
  if (Array.isArray(value)) {
    checkList(value, subject);
    return np.array(value as number[]);
  }
  return typedArray(value, subject);
}

/** The same, where a single number becomes an array too. */
export function arrayOf(value: ArrayInput, subject: string): JaxArray {
  return np.array(arrayLike(value, subject));
}

function typedArray(value: unknown, subject: string): JaxArray {
  if (
    value instanceof Float32Array ||
    value instanceof Float64Array ||
    value instanceof Int32Array ||
    value instanceof Uint32Array
  ) {
    return np.array(value);
  }
  if (
    value instanceof Int8Array ||
    value instanceof Uint8Array ||
    value instanceof Uint8ClampedArray ||
    value instanceof Int16Array ||
    value instanceof Uint16Array
  ) {
    return np.array(Int32Array.from(value));
  }
  if (typeof value === "boolean") return np.array(value);
  throw notNumbers(subject, nameOf(value), value);
}

/** Throws unless a list is made of numbers, or of lists of the same lengths. Returns its shape. */
function checkList(list: readonly unknown[], subject: string): readonly number[] {
  const shapes = list.map((item) => {
    if (typeof item === "number" || typeof item === "boolean") return [];
    if (Array.isArray(item)) return checkList(item, subject);
    throw notNumbers(subject, `a list with ${nameOf(item)} in it`, item);
  });
  if (shapes.some((shape) => shape.join() !== shapes[0].join())) {
    throw notNumbers(subject, "a list of lists of different lengths", list);
  }
  return [list.length, ...(shapes[0] ?? [])];
}

/** A value in a few words, to follow "got". */
export function nameOf(value: unknown): string {
  if (isArray(value)) return "an array";
  if (typeof value === "function") return "a function";
  if (typeof value === "object" && value !== null) {
    const { constructor } = value as { readonly constructor?: { readonly name: string } };
    return `a value of type ${constructor?.name ?? "object"}`;
  }
  return typeof value === "string" ? `the text "${value}"` : String(value);
}

function notNumbers(subject: string, found: string, value: unknown): NescioError {
  return new NescioError({
    code: "invalid-program",
    subject,
    expected: "an array, a number, or numbers in lists of the same lengths",
    found,
    next: remedyFor(value),
  });
}

/** What to do about something that is no array. */
export function remedyFor(value: unknown): string | undefined {
  if (value === undefined) return "The first entry of an array x is x.slice(0); x[0] is undefined.";
  return isArray(value) ? "np.stack makes one array of many." : undefined;
}
