import { trainingImages, type ImageDataset, type Model } from "@nescio/core";
import type { Gallery } from "./gallery.js";
import { isTrainedOn } from "./opened-images.js";
import type { Seen } from "./verdict.js";

/** A training image that looks like what is asked about. */
export interface NearestImage {
  /** Its place in the training data. */
  readonly place: number;
  readonly image: Seen;
  /** The name of its class, where it is known. */
  readonly label: string | undefined;
}

/** Of opened sets the part that a training was of: it is asked for with every drawing. */
const parts = new WeakMap<ImageDataset, { readonly of: Model["training"]; readonly set: ImageDataset }>();

/** The images that a model was trained on, in the order of its places, where the page has them. */
export function trainingSet(
  { training }: Pick<Model, "training">,
  gallery: Gallery,
): ImageDataset | undefined {
  if (gallery.training !== undefined) return gallery.training;
  const { opened } = gallery;
  if (training === undefined || opened === undefined || !isTrainedOn({ training }, opened)) return undefined;
  const known = parts.get(opened);
  if (known?.of === training) return known.set;
  const set = trainingImages(training, opened);
  parts.set(opened, { of: training, set });
  return set;
}

/** The training images at some places. */
export function imagesAt(set: ImageDataset, places: ArrayLike<number>): readonly NearestImage[] {
  const { height, width, channels, labels, classes } = set;
  const size = height * width * channels;
  return Array.from(places, (place) => ({
    place,
    image: { pixels: set.pixels.slice(place * size, (place + 1) * size), height, width, channels },
    label: labels && classes[labels[place]],
  }));
}
