import { NescioError } from "../errors.js";

/** Throws `invalid-data` unless there is at least one score and none is NaN; infinite ones are fine. */
export function checkScores(scores: ArrayLike<number>, subject: string): void {
  let bad = -1;
  for (let i = scores.length - 1; i >= 0; i--) if (Number.isNaN(scores[i])) bad = i;
  if (scores.length > 0 && bad < 0) return;
  throw new NescioError({
    code: "invalid-data",
    subject: `scores of the ${subject}`,
    expected: "at least one number, none of them NaN",
    found: bad >= 0 ? `NaN at index ${bad}` : "none",
  });
}

/** Indices of the scores from the highest down. Infinite scores are equal to themselves. */
export function descending(scores: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: scores.length }, (_, i) => i);
  // A difference of two infinities would be NaN.
  return order.sort((a, b) => Number(scores[b] > scores[a]) - Number(scores[b] < scores[a]));
}

/**
 * The ends of the runs of equal scores in a sorted order: `[0, …, length]`, so that run r is `order[ends[r]]` to
 * `order[ends[r + 1] - 1]`.
 */
export function runEnds(scores: ArrayLike<number>, order: ArrayLike<number>): number[] {
  const ends = [0];
  for (let i = 1; i < order.length; i++) if (scores[order[i]] !== scores[order[i - 1]]) ends.push(i);
  ends.push(order.length);
  return ends;
}
