import { imageSize, type Dataset } from "../data/dataset.js";
import type { Decision } from "../decision/rule.js";
import type { Predictive } from "../predictive/predictive.js";
import type { Gallery } from "./report-data.js";

/** The first `count` images of a data set (default 100, or all there are) with all that was said about them. */
export function galleryOf(
  dataset: Dataset,
  predictive: Predictive,
  decisions: readonly Decision[],
  options: { readonly inDistribution: boolean; readonly count?: number },
): Gallery {
  const { inDistribution, count = 100 } = options;
  const { height, width, channels, labels, pixels } = dataset;
  const size = imageSize(dataset);
  const perImage = predictive.samples * predictive.classes;
  const items = Array.from({ length: Math.min(count, dataset.count) }, (_, index) => ({
    index,
    pixels: pixels.slice(index * size, (index + 1) * size),
    // Labels of other data sets name other classes.
    ...(inDistribution && labels ? { label: labels[index] } : {}),
    logProbs: predictive.logProbs.slice(index * perImage, (index + 1) * perImage),
    decision: decisions[index],
  }));
  return { dataset: dataset.name, inDistribution, height, width, channels, items };
}
