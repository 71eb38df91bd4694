import { NescioError } from "../errors.js";

/** Throws `invalid-data` unless there is at least one score, none of them NaN or +∞. */
export function checkScores(scores: ArrayLike<number>): void {
  const wrong = (found: string): never => {
    throw new NescioError({
      code: "invalid-data",
      subject: "scores",
      expected: "at least one number, or −∞ for what is always refused",
      found,
    });
  };
  if (scores.length === 0) wrong("none");
  for (let i = 0; i < scores.length; i++) {
    if (!(scores[i] < Infinity)) wrong(`${scores[i]} at index ${i}`);
  }
}
