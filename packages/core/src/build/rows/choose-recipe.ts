import type { RowDataset } from "../../data/dataset.js";
import type { Folds } from "./folds.js";
import { hiddenCandidate } from "./hidden.js";
import { linearCandidate } from "./linear.js";
import type { OutOfFoldOptions } from "./out-of-fold.js";
import type { Candidate, RowTraining } from "./recipe.js";
import { standardErrorOf, sumOf } from "./sums.js";

/** A hidden layer has to be better by so many standard errors. */
const WANTED_ERRORS = 2;

/** Which of two kinds of network was chosen, and by what. */
export interface RecipeChoice {
  readonly train: RowTraining;
  readonly chosen: "linear" | "hidden";
  /** Precision of the chosen prior. */
  readonly precision: number;
  /** Of each candidate's best prior, the sum over all rows of the log-probability of their labels, out of fold, in nats. */
  readonly logLikelihoods: { readonly linear: number; readonly hidden: number };
}

/**
 * A linear network, or one with a hidden layer where rows left out say clearly that it is better: by more than two standard
 * errors of the difference of their log-likelihoods. The simpler one errs less where they are alike.
 *
 * @param linearFolds,hiddenFolds Rows to leave out for one, in several draws, and the other.
 */
export async function chooseRecipe(
  dataset: RowDataset,
  { linear: linearFolds, hidden: hiddenFolds }: { readonly linear: readonly Folds[]; readonly hidden: Folds },
  { onProgress, ...options }: OutOfFoldOptions,
): Promise<RecipeChoice> {
  const part = (before: number) => (done: number, total: number) =>
    onProgress?.(before * total + done, 2 * total);
  const linear = await linearCandidate(dataset, linearFolds, { ...options, onProgress: part(0) });
  const hidden = await hiddenCandidate(dataset, hiddenFolds, { ...options, onProgress: part(1) });
  const chosen = isClearlyBetter(hidden, linear) ? "hidden" : "linear";
  const { train, precision } = { linear, hidden }[chosen];
  const logLikelihoods = { linear: sumOf(linear.logLikelihoods), hidden: sumOf(hidden.logLikelihoods) };
  return { train, chosen, precision, logLikelihoods };
}

function isClearlyBetter(one: Candidate, other: Candidate): boolean {
  const gains = one.logLikelihoods.map((value, row) => value - other.logLikelihoods[row]);
  return sumOf(gains) > WANTED_ERRORS * standardErrorOf(gains);
}
