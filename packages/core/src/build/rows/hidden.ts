import type { RowDataset } from "../../data/dataset.js";
import { negativeLogLikelihoods } from "../../predictive/negative-log-likelihood.js";
import type { Folds } from "./folds.js";
import { outOfFold, type OutOfFoldOptions } from "./out-of-fold.js";
import { hiddenNetwork, hiddenSettings, trainingBy, type Candidate } from "./recipe.js";
import { sumOf } from "./sums.js";

/** Precisions of the prior that are tried. */
const PRECISIONS = [0.3, 1, 3, 10];
const MEMBERS = 5;
/** In folds a comparison needs less than what is kept. */
const FOLD_MEMBERS = 2;
const FOLD_STEPS = 200;

/** An ensemble of networks with a hidden layer, under the prior that says the most of rows left out. */
export async function hiddenCandidate(
  dataset: RowDataset,
  folds: Folds,
  { onProgress, ...options }: OutOfFoldOptions,
): Promise<Candidate> {
  const { count, labels } = dataset;
  const network = hiddenNetwork(dataset);
  let best: Candidate | undefined;
  for (const [at, precision] of PRECISIONS.entries()) {
    const training = (members: number, steps?: number) =>
      trainingBy(network, { ...hiddenSettings(count, precision, steps), posterior: "ensemble", members });
    const predictive = await outOfFold(dataset, folds, training(FOLD_MEMBERS, FOLD_STEPS), {
      ...options,
      onProgress: (done, total) => onProgress?.(at * total + done, PRECISIONS.length * total),
    });
    const logLikelihoods = negativeLogLikelihoods(predictive, labels!).map((nll) => -nll);
    if (best !== undefined && !(sumOf(logLikelihoods) > sumOf(best.logLikelihoods))) continue;
    best = { train: training(MEMBERS), precision, logLikelihoods };
  }
  return best!;
}
