import type * as z from "zod";
import { NescioError } from "./errors.js";

/** Anything that JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The facts of what a schema did not accept, ready for a `NescioError`. */
export interface IssueFacts {
  /** Where in the value, `layers.1.outputs`; empty: the value as a whole. */
  readonly path: string;
  /** Worded to follow "expected". */
  readonly expected: string;
  /** Worded to follow "got". */
  readonly found: string;
}

/** What is needed of a schema. Of zod's types there is more than one copy: the core has its own, and packages have theirs. */
interface Schema<Output> {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true; readonly data: Output }
    | { readonly success: false; readonly error: { readonly issues: readonly object[] } };
}

/**
 * `value` as the schema understands it, defaults filled in.
 * @param subjectOf What an error is about, by the path in the value: `layers.1.outputs`; empty for the value as a whole.
 * @throws NescioError `invalid-option` with the first issue.
 */
export function checked<Output>(
  schema: Schema<Output>,
  value: unknown,
  subjectOf: (path: string) => string,
): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, expected, found } = firstIssue(parsed.error as z.ZodError, value);
  throw new NescioError({ code: "invalid-option", subject: subjectOf(path), expected, found });
}

/** The first issue that a schema had with `value`. */
export function firstIssue(error: z.ZodError, value: unknown): IssueFacts {
  const issue = error.issues[0];
  // A field that does not exist is told by its own name, not as a fault of what it is in.
  const path = issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0]] : issue.path;
  const given = path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | null | undefined)?.[key],
    value,
  );
  return { path: path.join("."), expected: expectation(issue, given), found: describe(given) };
}

const types: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "a text",
  boolean: "true or false",
  object: "an object",
  array: "a list",
  tuple: "a list",
};

function expectation(issue: z.core.$ZodIssue, given: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      // NaN and the infinities are numbers to everyone but the schema.
      if (issue.expected === "number" && typeof given === "number") return "a finite number";
      return types[issue.expected] ?? issue.expected;
    case "too_small":
      return bound(issue.origin, issue.inclusive === false ? "above" : "at least", issue.minimum);
    case "too_big":
      return bound(issue.origin, issue.inclusive === false ? "below" : "at most", issue.maximum);
    case "invalid_value":
      return choice(issue.values);
    case "invalid_union":
      if (issue.errors.length > 0) {
        return issue.errors.map(([first]) => branchExpectation(first, given)).join(" or ");
      }
      return issue.inclusive === false || !issue.options ? issue.message : choice(issue.options);
    case "unrecognized_keys":
      return "nothing (there is no such field)";
    default:
      // Formats and checks of our own come with words of our own.
      return issue.message;
  }
}

/** What one of several forms expects; of a form that is right but for a field of it, which one. */
function branchExpectation(issue: z.core.$ZodIssue, given: unknown): string {
  const { path } = issue;
  return expectation(issue, given) + (path.length === 0 ? "" : ` as ${JSON.stringify(path.join("."))}`);
}

function bound(origin: string, relation: string, limit: number | bigint): string {
  if (origin === "array") return `a list of ${relation} ${limit}`;
  if (origin === "string") return `a text of ${relation} ${limit} character${limit == 1 ? "" : "s"}`;
  return relation.startsWith("at ") ? `a number of ${relation} ${limit}` : `a number ${relation} ${limit}`;
}

function choice(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length === 1 ? texts[0] : `one of ${texts.join(", ")}`;
}

/** A value in a few words: short ones as JSON, others by what they are. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch {
    // Circular, or with something inside that JSON does not have.
  }
  if (text !== undefined && text.length <= 80) return text;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === "string" ? `a text of ${value.length} characters` : "an object";
}

/** Throws `invalid-option` unless `value` lies between 0 and 1, both excluded. */
export function checkFraction(subject: string, value: number): void {
  if (value > 0 && value < 1) return;
  throw new NescioError({
    code: "invalid-option",
    subject,
    expected: "a number between 0 and 1",
    found: String(value),
  });
}
