import { nextTurn } from "#host";
import { selectImages, type RowDataset } from "../../data/dataset.js";
import { throwIfAborted } from "../../errors.js";
import { partsOf, type Folds } from "./folds.js";
import { linearTraining, regressionOf } from "./linear-training.js";
import type { Candidate, RunOptions } from "./recipe.js";
import { logProbabilities, softmaxRegression } from "./softmax-regression.js";
import { standardErrorOf, sumOf } from "./sums.js";

/** Precisions of the prior that are tried, the strongest first: each solution is where the next one begins. */
const PRECISIONS = [30, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003];

/**
 * Linear networks at their maximum a posteriori, compared by the log-probabilities of all rows' labels where their folds were
 * left out, mean over several draws of folds: one draw alone decides much. It is the strongest prior that is within one standard error of the best (Breiman, Friedman, Olshen and Stone 1984,
 * § 3.4.3; here of the difference). Among few rows that are nearly separable the weakest ones look best by luck.
 */
export async function linearCandidate(
  dataset: RowDataset,
  draws: readonly Folds[],
  { signal, onProgress }: RunOptions = {},
): Promise<Candidate> {
  const logLikelihoods = PRECISIONS.map(() => new Float64Array(dataset.count));
  const parts = draws.flatMap((folds) => Array.from({ length: folds.count }, (_, fold) => ({ folds, fold })));
  for (const [done, { folds, fold }] of parts.entries()) {
    const { inside, outside } = partsOf(folds, fold);
    const training = regressionOf(selectImages(dataset, outside));
    const left = regressionOf(selectImages(dataset, inside));
    let weights: Float64Array | undefined;
    for (const [at, precision] of PRECISIONS.entries()) {
      ({ weights } = softmaxRegression({ ...training, precision }, weights));
      const logProbs = logProbabilities(left, weights);
      inside.forEach((row, i) => {
        logLikelihoods[at][row] += logProbs[i * left.classes + left.labels[i]] / draws.length;
      });
      onProgress?.(done * PRECISIONS.length + at + 1, parts.length * PRECISIONS.length);
      await nextTurn();
      throwIfAborted(signal, "training");
    }
  }
  const sums = logLikelihoods.map(sumOf);
  const best = logLikelihoods[sums.indexOf(Math.max(...sums))];
  const chosen = logLikelihoods.findIndex((values) => {
    const losses = best.map((value, row) => value - values[row]);
    return sumOf(losses) <= standardErrorOf(losses);
  });
  const precision = PRECISIONS[chosen];
  return { train: linearTraining(precision), precision, logLikelihoods: best };
}
