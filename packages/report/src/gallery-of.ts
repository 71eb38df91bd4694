import {
  defaultSeed,
  imageSize,
  type ImageDataset,
  type Decision,
  type FamiliarityScores,
  type Predictive,
} from "@nescio/core";
import { chooseImages } from "./choose-images.js";
import type { Gallery, GalleryItem, Neighbour } from "./report-data.js";

export interface GalleryOptions {
  /** Whether the images are of the kind the model was trained on. */
  readonly inDistribution: boolean;
  /** Images to show: all wrong answers, and a sample of the others of at least half of this. Default 100, or all there are. */
  readonly count?: number;
  /** Wrong answers to show at most, those of the highest scores. Default 200. */
  readonly mostWrong?: number;
  /** Chooses the sample. Default: `defaultSeed`. */
  readonly seed?: number | undefined;
  /**
   * Where these are given together with `training`, images that are unfamiliar or answered wrongly are shown with the
   * nearest training images.
   */
  readonly scores?: Pick<FamiliarityScores, "nearest"> | undefined;
  /** The very images that the model was trained on, in their order. */
  readonly training?: ImageDataset | undefined;
}

/** Neighbours shown of one image. */
const mostNeighbours = 5;

/** A data set's wrong answers and a fair sample of its other images, with all that was said about each. */
export function galleryOf(
  dataset: ImageDataset,
  predictive: Predictive,
  decisions: readonly Decision[],
  options: GalleryOptions,
): Gallery {
  const { inDistribution, count = 100, mostWrong = 200, seed = defaultSeed } = options;
  const { height, width, channels, labels, pixels } = dataset;
  const size = imageSize(dataset);
  const perImage = predictive.samples * predictive.classes;
  const chosen = chooseImages({ decisions, labels, inDistribution }, { count, mostWrong, seed });
  const itemOf = (index: number, neighbours: readonly Neighbour[]): GalleryItem => ({
    index,
    pixels: pixels.slice(index * size, (index + 1) * size),
    // Labels of other data sets name other classes.
    ...(inDistribution && labels ? { label: labels[index] } : {}),
    logProbs: predictive.logProbs.slice(index * perImage, (index + 1) * perImage),
    decision: decisions[index],
    ...(neighbours.length === 0 ? {} : { neighbours }),
  });
  const items = [
    ...chosen.wrong.map((index) => itemOf(index, neighboursOf(index, size, options))),
    ...chosen.sample.map((index) =>
      itemOf(index, decisions[index].kind === "unfamiliar" ? neighboursOf(index, size, options) : []),
    ),
  ];
  const chosenFrom = { images: decisions.length, wrong: chosen.allWrong };
  return { dataset: dataset.name, inDistribution, height, width, channels, items, chosenFrom };
}

function neighboursOf(image: number, size: number, { scores, training }: GalleryOptions): Neighbour[] {
  const nearest = scores?.nearest;
  if (nearest === undefined || training === undefined || imageSize(training) !== size) return [];
  const { indices, each } = nearest;
  return Array.from(indices.subarray(image * each, image * each + Math.min(each, mostNeighbours)))
    .filter((index) => index < training.count)
    .map((index) => ({
      index,
      pixels: training.pixels.slice(index * size, (index + 1) * size),
      ...(training.labels === undefined ? {} : { label: training.labels[index] }),
    }));
}
