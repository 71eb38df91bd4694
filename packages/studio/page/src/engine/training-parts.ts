import {
  firstImages,
  NescioError,
  selectImages,
  splitImages,
  type ImageDataset,
  type ImageSplit,
  type Model,
} from "@nescio/core";
import { imageInput, partSizes } from "@nescio/core/internal";
import { fewParts } from "./few.js";

/** A set in its parts. */
export interface TrainingParts {
  readonly training: ImageDataset;
  /** Measures the curve while training lasts. */
  readonly validation: ImageDataset;
  /** Calibrates familiarity. */
  readonly familiarity: ImageDataset;
  /** What is promised about; undefined where there are too few images for one. */
  readonly promise: ImageDataset | undefined;
  /** How the set was parted at random. */
  readonly split: ImageSplit | undefined;
}

/** Images that the curve is measured on at most: of more, training would wait long. */
const measured = 300;

/**
 * Parts a set.
 *
 * @param few Whether it is learned from by the recipe for few.
 * @throws NescioError `invalid-data` for a set too small for its parts.
 */
export function partsOf(set: ImageDataset, few: boolean, seed: number): TrainingParts {
  if (few) {
    const { training, familiarity, aside } = fewParts(set, seed);
    return { training, validation: aside, familiarity, promise: undefined, split: undefined };
  }
  const sizes = partSizes(set);
  const places = splitImages(set, { ...sizes }, { seed });
  const validation = selectImages(set, places.validation);
  return {
    training: selectImages(set, places.training),
    validation: firstImages(validation, Math.min(measured, validation.count)),
    familiarity: selectImages(set, places.familiarity),
    promise: selectImages(set, places.promise),
    split: { seed, ...sizes },
  };
}

/** @throws NescioError `invalid-data` for a set without labels, or with images of one class alone. */
export function checkLearnable({ name, labels, classes }: ImageDataset): void {
  if (labels !== undefined && new Set(labels).size >= 2) return;
  throw new NescioError({
    code: "invalid-data",
    subject: `data set "${name}"`,
    expected: "images of two classes at least, with labels",
    found: labels === undefined ? "no labels" : `images of ${classes[labels[0]]} alone`,
    next:
      labels === undefined
        ? "Open the file of labels together with the images."
        : "A folder has one folder for each class: FOLDER/CLASS/IMAGE.png.",
  });
}

/** @throws NescioError `invalid-data` for images of another size or other classes than the model's. */
export function checkContinues({ network, classes }: Model, set: ImageDataset): void {
  const { height, width, channels } = imageInput(network);
  const sizes = [
    [height, width, channels],
    [set.height, set.width, set.channels],
  ].map((s) => s.join("×"));
  const names = [classes, set.classes].map((all) => all.join(", "));
  const wrong = (expected: string, found: string, next: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: `data set "${set.name}"`, expected, found, next });
  if (sizes[0] !== sizes[1]) {
    throw wrong(
      `images of ${sizes[0]}, which the open model takes`,
      sizes[1],
      "Begin anew, or open a model of such images.",
    );
  }
  if (names[0] === names[1]) return;
  throw wrong(
    `the open model's classes ${names[0]}`,
    names[1],
    "Begin anew, or give classes and examples the same names.",
  );
}
