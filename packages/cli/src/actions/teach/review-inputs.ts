import { createDataset, type Dataset, type Model } from "@nescio/core";
import { labelArray, takesRows } from "@nescio/core/internal";
import type { ReviewRecord } from "@nescio/server";
import { imagesOfReviews } from "./review-images.js";
import { rowsOfReviews } from "./review-rows.js";

/**
 * What the model's network sees of reviews, read as the model has it.
 *
 * @param labels Of each; not there: they have none.
 * @throws NescioError `invalid-data` or `unsupported`, naming the review, for an input that is none of this network.
 */
export async function inputsOfReviews(
  model: Model,
  records: readonly ReviewRecord[],
  { name, labels, signal }: { name: string; labels?: readonly number[]; signal: AbortSignal },
): Promise<Dataset> {
  const { network, classes } = model;
  const inputs: Dataset = takesRows(network)
    ? rowsOfReviews(model, records)
    : await imagesOfReviews(model, records, { name, signal });
  const labelled = labels === undefined ? {} : { labels: labelArray(labels, classes.length) };
  return createDataset<Dataset>({ ...inputs, name, classes, ...labelled });
}
