import type { Dataset, Labels } from "../data/dataset.js";
import { NescioError } from "../errors.js";

/** Throws `invalid-data` unless there is one label for each image, each an integer from 0 below `classes`. */
export function checkLabels(labels: ArrayLike<number>, images: number, classes: number): void {
  const wrong = (expected: string, found: string): never => {
    throw new NescioError({ code: "invalid-data", subject: "labels", expected, found });
  };
  if (labels.length !== images) wrong(`one for each of the ${images} images`, String(labels.length));
  for (let i = 0; i < images; i++) {
    if (!Number.isInteger(labels[i]) || labels[i] < 0 || labels[i] >= classes) {
      wrong(`integers from 0 to ${classes - 1} (${classes} classes)`, `${labels[i]} for image ${i}`);
    }
  }
}

/** A data set's labels; throws `invalid-data` where it has none. */
export function labelsOf(dataset: Dataset): Labels {
  if (dataset.labels !== undefined) return dataset.labels;
  throw new NescioError({
    code: "invalid-data",
    subject: `data set "${dataset.name}"`,
    expected: "labels to compare answers with",
    found: "none",
    next: "Evaluate on a labelled data set; unlabelled images belong to the out-of-distribution sets.",
  });
}
