import { heldOutImages, NescioError, selectImages, type ImageDataset, type Model } from "@nescio/core";
import { imageInput, isSpreadChoice, labelArray } from "@nescio/core/internal";
import type { Gallery } from "./gallery.js";

/** Images of an opened set that are studied at most: more would take the page long. */
const mostStudied = 1000;

/** What the page is told of a set that somebody opened. */
export interface OpenedFacts {
  readonly name: string;
  readonly images: number;
  readonly labelled: boolean;
  /** Whether it is what the model was trained on. */
  readonly trainedOn: boolean;
  /** Whether all of it was kept out of a training in the page. */
  readonly heldOut: boolean;
  /** Images of it that the model was not trained on, as far as is known. */
  readonly unseen: number;
  /** Images of these that are studied. */
  readonly studied: number;
}

export function openedFacts(
  model: Model,
  opened: ImageDataset,
  gallery: Pick<Gallery, "heldOut">,
): OpenedFacts {
  const trainedOn = isTrainedOn(model, opened);
  const labelled = opened.labels !== undefined;
  const unseen = labelled && trainedOn && keptOut(model) > 0 ? keptOut(model) : opened.count;
  return {
    name: opened.name,
    images: opened.count,
    labelled,
    trainedOn,
    heldOut: opened === gallery.heldOut,
    unseen,
    studied: Math.min(unseen, mostStudied),
  };
}

/** Whether it is all of what the model was trained on, and of what was kept out of that: by the checksums of its files. */
export function isTrainedOn(
  { training }: Pick<Model, "training">,
  { count, sources = [] }: ImageDataset,
): boolean {
  if (training === undefined || sources.length === 0) return false;
  const { split, total, images = 0, heldOut = 0 } = training;
  const parted = split && split.training + split.validation + split.familiarity + split.promise;
  if (count < (parted ?? total ?? images + heldOut)) return false;
  const known = new Set(training.data.flatMap((data) => data.sources.map(({ sha256 }) => sha256)));
  return sources.every(({ sha256 }) => known.has(sha256));
}

/**
 * The images of an opened set that a rule is studied on, spread evenly over it, with labels in the order of the model's
 * classes. Of the model's own training set only what was kept out of training.
 *
 * @throws NescioError `invalid-data` for images of another size or other classes than the model's, or without labels.
 */
export function openedSample(model: Model, opened: ImageDataset): ImageDataset {
  checkFits(model, opened);
  const all = unseenOf(model, opened);
  const count = Math.min(mostStudied, all.count);
  const places = Array.from({ length: all.count }, (_, i) => i);
  return inClassesOf(
    model,
    selectImages(
      all,
      places.filter((i) => isSpreadChoice(i, count, all.count)),
    ),
  );
}

/** Whether the model takes images of this size. */
export function fits({ network }: Pick<Model, "network">, set: ImageDataset): boolean {
  const { height, width, channels } = imageInput(network);
  return set.height === height && set.width === width && set.channels === channels;
}

/** @throws NescioError `invalid-data` for images of another size than the model takes. */
export function checkFits(model: Pick<Model, "network">, set: ImageDataset): void {
  if (fits(model, set)) return;
  const { height, width, channels } = imageInput(model.network);
  throw new NescioError({
    code: "invalid-data",
    subject: `data set "${set.name}"`,
    expected: `images of ${height}×${width}×${channels}, which the model takes`,
    found: `${set.height}×${set.width}×${set.channels}`,
  });
}

/** Pixels of an image of a set, as they are: they have to be those of the network's input. */
export function imageOf(set: ImageDataset, index: number, { network }: Model): Uint8ClampedArray {
  checkFits({ network }, set);
  if (!(index >= 0 && index < set.count)) {
    throw new NescioError({
      code: "invalid-option",
      subject: `data set "${set.name}"`,
      expected: `an image from 0 to ${set.count - 1}`,
      found: String(index),
    });
  }
  const size = set.height * set.width * set.channels;
  return Uint8ClampedArray.from(set.pixels.subarray(index * size, (index + 1) * size));
}

/** Images of the training set that were kept out of training. */
function keptOut({ training }: Pick<Model, "training">): number {
  return training?.heldOut ?? (training?.split?.familiarity ?? 0) + (training?.split?.promise ?? 0);
}

function unseenOf(model: Model, opened: ImageDataset): ImageDataset {
  if (opened.labels === undefined || !isTrainedOn(model, opened) || keptOut(model) === 0) return opened;
  return heldOutImages(model, opened, { familiarity: false }).thresholds;
}

function inClassesOf({ classes }: Pick<Model, "classes">, images: ImageDataset): ImageDataset {
  const { labels, name } = images;
  const wrong = (expected: string, found: string, next?: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: `data set "${name}"`, expected, found, next });
  if (labels === undefined) {
    throw wrong(
      "labels to compare answers with",
      "none",
      "Open the file of labels together with the images.",
    );
  }
  const placeOf = images.classes.map((each) => classes.indexOf(each));
  const own = Array.from(labels, (label) => placeOf[label]);
  const foreign = own.indexOf(-1);
  if (foreign >= 0) {
    throw wrong(`the model's classes ${classes.join(", ")}`, `the class ${images.classes[labels[foreign]]}`);
  }
  return { ...images, classes, labels: labelArray(own, classes.length) };
}
