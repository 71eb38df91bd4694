import { NescioError } from "../errors.js";

/** What the numbers of a tensor have to be. */
export type Requirement = "finite" | "positive" | "not-negative";

/** The least that each may be; the most is the greatest finite number. */
const requirements: Readonly<Record<Requirement, { least: number; words: string }>> = {
  finite: { least: -Number.MAX_VALUE, words: "finite values" },
  positive: { least: Number.MIN_VALUE, words: "finite standard deviations greater than 0" },
  "not-negative": { least: 0, words: "finite values of at least 0" },
};

/** Throws `invalid-model` naming the first number that is not what it has to be. */
export function checkNumbers(subject: string, values: Float32Array, requirement: Requirement): void {
  const { least, words } = requirements[requirement];
  // Comparisons are false of what is not a number.
  let bad = 0;
  while (bad < values.length && values[bad] >= least && values[bad] <= Number.MAX_VALUE) bad++;
  if (bad === values.length) return;
  const found = `${values[bad]} at index ${bad}`;
  throw new NescioError({ code: "invalid-model", subject, expected: words, found });
}
