import { NescioError } from "@nescio/core";
import { nameOf } from "./array-input.js";
import { isArray } from "./memory.js";
import type { Distribution } from "./distributions/distribution.js";

// TypeScript knows all of this; who writes JavaScript is told it when the program runs.

function wrong(subject: string, expected: string, value: unknown, next?: string): NescioError {
  return new NescioError({ code: "invalid-program", subject, expected, found: nameOf(value), next });
}

/** @param words What the function is. */
export function checkFunction(value: unknown, subject: string, words = "a function", next?: string): void {
  if (typeof value !== "function") throw wrong(subject, words, value, next);
}

export function checkDistribution(value: unknown, subject: string): void {
  const { logProb, batchShape } = (value ?? {}) as Partial<Distribution>;
  if (typeof logProb === "function" && Array.isArray(batchShape)) return;
  throw wrong(subject, "a distribution", value, 'For instance sample("x", normal(0, 1)).');
}

export function checkList(value: unknown, subject: string, words: string): void {
  if (!Array.isArray(value)) throw wrong(subject, words, value);
}

/** @param words What may stand there, besides an array. */
export function checkArray(value: unknown, subject: string, words: string): void {
  if (!isArray(value)) throw wrong(subject, words, value);
}

/** Throws unless `options` is an object that has no other fields than these. */
export function checkFields(options: object, subject: string, fields: readonly string[]): void {
  if (typeof options !== "object" || (options as object | null) === null) {
    throw wrong(subject, `an object of options (${fields.join(", ")})`, options);
  }
  const other = Object.keys(options).find((name) => !fields.includes(name));
  if (other === undefined) return;
  throw new NescioError({
    code: "invalid-option",
    subject: `${subject}, option ${other}`,
    expected: `one of ${fields.join(", ")}`,
    found: "a name that is none of them",
  });
}
