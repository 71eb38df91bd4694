import {
  imageSize,
  type Dataset,
  type Decision,
  type FamiliarityScores,
  type Predictive,
} from "@nescio/core";
import type { Gallery, Neighbour } from "./report-data.js";

export interface GalleryOptions {
  /** Whether the images are of the kind the model was trained on. */
  readonly inDistribution: boolean;
  /** Default 100, or all there are. */
  readonly count?: number;
  /** Where given, images that are called unfamiliar are shown with the nearest training images. */
  readonly scores?: Pick<FamiliarityScores, "nearest"> | undefined;
  /** The training images; without them neighbours are known by their numbers only. */
  readonly training?: Dataset | undefined;
}

/** Neighbours shown of one image. */
const mostNeighbours = 5;

/** The first images of a data set with all that was said about them. */
export function galleryOf(
  dataset: Dataset,
  predictive: Predictive,
  decisions: readonly Decision[],
  options: GalleryOptions,
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
    ...(decisions[index].kind === "unfamiliar" ? { neighbours: neighboursOf(index, size, options) } : {}),
  }));
  return { dataset: dataset.name, inDistribution, height, width, channels, items };
}

function neighboursOf(image: number, size: number, { scores, training }: GalleryOptions): Neighbour[] {
  const nearest = scores?.nearest;
  if (nearest === undefined) return [];
  const { indices, each } = nearest;
  return Array.from(
    indices.subarray(image * each, image * each + Math.min(each, mostNeighbours)),
    (index): Neighbour => {
      if (training === undefined || index >= training.count || imageSize(training) !== size) return { index };
      return {
        index,
        pixels: training.pixels.slice(index * size, (index + 1) * size),
        ...(training.labels === undefined ? {} : { label: training.labels[index] }),
      };
    },
  );
}
