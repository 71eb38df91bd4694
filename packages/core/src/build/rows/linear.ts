import { nextTurn } from "#host";
import { selectImages, type RowDataset } from "../../data/dataset.js";
import { throwIfAborted } from "../../errors.js";
import { partsOf, type Folds } from "./folds.js";
import { linearNetwork, priorOf, type Candidate, type RunOptions } from "./recipe.js";
import { logProbabilities, softmaxRegression, type SoftmaxProblem } from "./softmax-regression.js";

/** Precisions of the prior that are tried, the strongest first: each solution is where the next one begins. */
const PRECISIONS = [30, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003];

/**
 * A linear network under the prior that says the most of rows left out: softmax regressions, each at its maximum a posteriori,
 * compared by the log-probabilities of all rows' labels where their folds were left out.
 */
export async function linearCandidate(
  dataset: RowDataset,
  folds: Folds,
  { signal, onProgress }: RunOptions = {},
): Promise<Candidate> {
  const logLikelihoods = PRECISIONS.map(() => new Float64Array(dataset.count));
  for (let fold = 0; fold < folds.count; fold++) {
    const { inside, outside } = partsOf(folds, fold);
    const training = regression(selectImages(dataset, outside));
    const left = regression(selectImages(dataset, inside));
    let weights: Float64Array | undefined;
    for (const [at, precision] of PRECISIONS.entries()) {
      weights = softmaxRegression({ ...training, precision }, weights);
      const logProbs = logProbabilities(left, weights);
      inside.forEach((row, i) => {
        logLikelihoods[at][row] = logProbs[i * left.classes + left.labels[i]];
      });
      onProgress?.(fold * PRECISIONS.length + at + 1, folds.count * PRECISIONS.length);
      await nextTurn();
      throwIfAborted(signal, "training");
    }
  }
  const sums = logLikelihoods.map(sumOf);
  const best = sums.indexOf(Math.max(...sums));
  const precision = PRECISIONS[best];
  const settings = { ...priorOf(precision), augmentation: "none" } as const;
  const recipe = {
    network: linearNetwork(dataset),
    posterior: "polya-gamma",
    members: undefined,
    settings,
  } as const;
  return { recipe, precision, logLikelihoods: logLikelihoods[best] };
}

/** Rows as what a softmax regression takes, a 1 behind each. */
export function regression({
  count,
  columns,
  values,
  labels,
  classes,
}: RowDataset): Omit<SoftmaxProblem, "precision"> {
  const n = columns.length;
  const inputs = n + 1;
  const features = Float64Array.from({ length: count * inputs }, (_, at) =>
    at % inputs === n ? 1 : values[Math.floor(at / inputs) * n + (at % inputs)],
  );
  return { rows: count, inputs, features, classes: classes.length, labels: labels! };
}

export function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
