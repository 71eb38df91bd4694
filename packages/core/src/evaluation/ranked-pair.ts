import { checkScores, descending, runEnds } from "./scores.js";

/** Positives and negatives in one order, the highest score first. Indices below `split` are the positives. */
export interface RankedPair {
  readonly order: Uint32Array;
  /** Ends of the runs of equal score: `[0, …, scores]`. */
  readonly ends: readonly number[];
  readonly split: number;
}

/** Ranks the scores of two groups. Throws `invalid-data` unless both have at least one, none NaN. */
export function rankPair(positives: ArrayLike<number>, negatives: ArrayLike<number>): RankedPair {
  checkScores(positives, "positives");
  checkScores(negatives, "negatives");
  const scores = new Float64Array(positives.length + negatives.length);
  scores.set(positives);
  scores.set(negatives, positives.length);
  const order = descending(scores);
  return { order, ends: runEnds(scores, order), split: positives.length };
}
