import { selectImages, type RowDataset } from "../../data/dataset.js";
import { conformalPValues } from "../../familiarity/conformal.js";
import type { Familiarity } from "../../familiarity/familiarity.js";
import { fitFamiliarity } from "../../familiarity/fit-familiarity.js";
import { NeighbourFamiliarity } from "../../familiarity/neighbours/familiarity.js";
import { neighbours } from "../../familiarity/neighbours/kind.js";
import { meanWeights } from "../../prediction/mean-weights.js";
import type { Posterior } from "../../prediction/posterior.js";
import { partsOf, type Folds } from "./folds.js";
import type { RunOptions } from "./recipe.js";

/**
 * The nearest training row alone: of iris, wine and breast-cancer it tells rows with shuffled columns from genuine ones better than
 * the third nearest does, and than Gaussians of the classes do where these have few rows for each.
 */
const NEIGHBOURS = 1;

export interface RowFamiliarity {
  readonly familiarity: Familiarity;
  /** Of each row, among the others; all scores are out of fold. */
  readonly pValues: Float32Array;
}

/**
 * What is familiar by all rows, none held out: each is scored by the familiarity that is fitted to the rows outside of its fold,
 * and these scores calibrate the p-values of what is fitted to all. As that has more rows to be near to, new rows look a little
 * more familiar than those that calibrate: no more genuine ones are refused than alpha says.
 */
export async function familiarityOf(
  posterior: Posterior,
  dataset: RowDataset,
  folds: Folds,
  { seed, threads, signal, onProgress }: RunOptions & { readonly seed: number },
): Promise<RowFamiliarity> {
  // Of rows it looks at the inputs: the networks have no part in it.
  const [weights] = meanWeights(posterior);
  const fit = async (training: RowDataset, others: RowDataset): Promise<NeighbourFamiliarity> => {
    const how = { kind: "neighbours", neighbours: NEIGHBOURS, features: "inputs" } as const;
    const options = { ...how, seed, threads, signal };
    const fitted = await fitFamiliarity(posterior.network, [weights], training, others, options);
    if (neighbours.is(fitted)) return fitted;
    throw new Error("unreachable");
  };
  const scores = new Float32Array(dataset.count);
  for (let fold = 0; fold < folds.count; fold++) {
    const { inside, outside } = partsOf(folds, fold);
    const others = selectImages(dataset, inside);
    const fitted = await fit(selectImages(dataset, outside), others);
    const { scores: own } = await fitted.score(others, { threads, signal });
    inside.forEach((row, i) => (scores[row] = own[i]));
    onProgress?.(fold + 1, folds.count);
  }
  const { map, bank } = await fit(dataset, dataset);
  const calibration = scores.slice().sort();
  const { count } = dataset;
  // The p-value that a row of this score has, without the row itself, which is not among the others.
  const pValues = conformalPValues(scores, calibration).map((p) => Math.round(p * (count + 1) - 1) / count);
  return { familiarity: new NeighbourFamiliarity(map, bank, calibration), pValues };
}
