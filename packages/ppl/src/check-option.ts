import { NescioError } from "@nescio/core";

/** Throws unless the number is in its range; `words` follow "expected". */
export function checkOption(
  subject: string,
  value: unknown,
  words: string,
  holds: (value: number) => boolean,
): void {
  if (typeof value === "number" && holds(value)) return;
  throw new NescioError({ code: "invalid-option", subject, expected: words, found: String(value) });
}
