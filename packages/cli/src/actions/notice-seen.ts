import type { Dataset, Model } from "@nescio/core";
import { isRows } from "@nescio/core/internal";
import type { Ui } from "../ui.js";

/** Says so where a test set is of files that a model was trained on. */
export function noticeSeen(
  ui: Pick<Ui, "notice">,
  models: readonly Pick<Model, "training">[],
  testSet: Dataset,
): void {
  const files = models.flatMap(({ training }) => training?.data.flatMap(({ sources }) => sources) ?? []);
  const seen = new Set(files.map(({ sha256 }) => sha256));
  if (testSet.sources?.some(({ sha256 }) => seen.has(sha256)) !== true) return;
  const inputs = isRows(testSet) ? "rows" : "images";
  const model = models.length === 1 ? "the model" : "a model";
  ui.notice(`${testSet.name} holds the ${inputs} that ${model} was trained on: the figures flatter it.`);
}
