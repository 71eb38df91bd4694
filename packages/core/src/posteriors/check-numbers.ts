import { NescioError } from "../errors.js";

/** What the numbers of a tensor have to be. */
export type Requirement = "finite" | "positive" | "not-negative";

const requirements: Readonly<Record<Requirement, { test: (x: number) => boolean; words: string }>> = {
  finite: { test: Number.isFinite, words: "finite values" },
  positive: {
    test: (x) => x > 0 && Number.isFinite(x),
    words: "finite standard deviations greater than 0",
  },
  "not-negative": { test: (x) => x >= 0 && Number.isFinite(x), words: "finite values of at least 0" },
};

/** Throws `invalid-model` naming the first number that is not what it has to be. */
export function checkNumbers(subject: string, values: Float32Array, requirement: Requirement): void {
  const { test, words } = requirements[requirement];
  const bad = values.findIndex((x) => !test(x));
  if (bad < 0) return;
  const found = `${values[bad]} at index ${bad}`;
  throw new NescioError({ code: "invalid-model", subject, expected: words, found });
}
