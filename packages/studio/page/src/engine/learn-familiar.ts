import { fitFamiliarity, meanWeights, type Model } from "@nescio/core";
import type { PageRecipe } from "./recipes.js";
import type { TrainingParts } from "./training-parts.js";

/** Training images that it keeps at most: with more of them a verdict takes long. */
const mostKept = 5000;

/** What is familiar to what was trained; undefined where the recipe does without. */
export async function learnFamiliar(
  { familiarity: kind }: PageRecipe,
  posterior: Model["posterior"],
  { training, familiarity }: TrainingParts,
  onProgress: (done: number, total: number) => void,
): Promise<Model["familiarity"]> {
  if (kind === undefined) return undefined;
  const options = { kind, bankSize: mostKept, onProgress };
  return fitFamiliarity(posterior.network, meanWeights(posterior), training, familiarity, options);
}
