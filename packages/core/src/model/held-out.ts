import { firstImages, selectImages, type Dataset } from "../data/dataset.js";
import { NescioError } from "../errors.js";
import { groupImages } from "../data/groups.js";
import { splitImages } from "../data/split.js";
import { isSpreadChoice } from "../math/spread.js";
import type { ImageSplit, Model, ModelTraining } from "./model.js";

/** Images of the data set that a model was trained on, by what they are for. */
export interface HeldOut<D extends Dataset = Dataset> {
  /** Those that it was trained on. */
  readonly training: D;
  /** Those kept out that calibrate familiarity; none where that is not wanted. */
  readonly familiarity: D | undefined;
  /** Those kept out that choose thresholds: others, so that the promise of the one does not spoil that of the other. */
  readonly thresholds: D;
}

export interface HeldOutOptions {
  /**
   * Whether images are set apart for familiarity: those that the split has for it; of last images every fifth, at most 2000.
   */
  readonly familiarity: boolean;
  /**
   * Use only this many, from 2: of a split's images for thresholds the first; of last images, those for familiarity among
   * them, the last. Default: all that were kept out.
   */
  readonly images?: number | undefined;
  /** The group of each image, where they were given by hand in training. */
  readonly groups?: readonly string[] | undefined;
}

/** How many images calibrate familiarity at most: from there on its p-values are fine enough. */
const mostForFamiliarity = 2000;

/**
 * The held-out images of a model's training, in their parts.
 *
 * @param dataset The training split of the data set that the model was trained on, as its training had it.
 * @throws NescioError `invalid-model` where the model was trained on all of its images or does not say on which;
 * `invalid-data` for another data set, or one without labels; `invalid-option` for more images than were kept out.
 */
export function heldOutImages<D extends Dataset>(
  model: Model,
  dataset: D,
  options: HeldOutOptions,
): HeldOut<D> {
  const { training } = model;
  const split = training?.split;
  const kept = split === undefined ? (training?.heldOut ?? 0) : split.familiarity + split.promise;
  if (training === undefined || kept === 0) {
    throw new NescioError({
      code: "invalid-model",
      subject: "calibration",
      expected: "a model that has not seen some of the images of its data set",
      found:
        training === undefined
          ? "one that does not say what it was trained on"
          : `one that was trained on all images of "${training.dataset}"`,
      next: "Train it with some held out: nescio train --hold-out 10000.",
    });
  }
  checkDataset(training, dataset, kept);
  if (split !== undefined) return heldOutBySplit(split, dataset, options);
  checkTotal(dataset, training.total);
  const { images = kept } = options;
  checkImages(images, kept, "that the model was not trained on");
  // Of more images than training had, those behind took no part in it, nor do they in its parts.
  const total = training.total ?? dataset.count;
  const from = total - images;
  const first = options.familiarity ? Math.min(mostForFamiliarity, Math.ceil(images / 5)) : 0;
  // Spread evenly: neighbours in a data set are often alike (digits by the same writer), and a block of them would
  // calibrate for a few writers.
  const pick = (familiarity: boolean): D => {
    const places = Array.from({ length: images }, (_, i) => i);
    const chosen = places.filter((i) => isSpreadChoice(i, first, images) === familiarity);
    return selectImages(
      dataset,
      chosen.map((i) => from + i),
    );
  };
  return {
    training: firstImages(dataset, training.images ?? total - kept),
    familiarity: first === 0 ? undefined : pick(true),
    thresholds: pick(false),
  };
}

/**
 * The images that a model was trained on, in the order in which its familiarity numbers them.
 *
 * @param dataset As for `heldOutImages`.
 * @throws NescioError `invalid-data` for fewer images than training had; as `splitImages`.
 */
export function trainingImages<D extends Dataset>(
  { images, total, split }: Pick<ModelTraining, "images" | "total" | "split">,
  dataset: D,
  groups?: readonly string[],
): D {
  if (split === undefined) {
    checkTotal(dataset, total);
    return firstImages(dataset, images ?? total ?? dataset.count);
  }
  return selectImages(dataset, placesOf(split, dataset, groups).training);
}

function placesOf(split: ImageSplit, dataset: Dataset, groups: readonly string[] | undefined) {
  const { seed, groupBy, ...sizes } = split;
  const known = groupBy === undefined || groupBy === "groups" ? groups : groupImages(dataset, groupBy);
  if (groupBy === "groups" && groups === undefined) {
    throw new NescioError({
      code: "invalid-option",
      subject: "held-out images",
      expected: "the group of each image, as in training",
      found: "none",
    });
  }
  return splitImages(dataset, sizes, { seed, groups: known });
}

function heldOutBySplit<D extends Dataset>(
  split: ImageSplit,
  dataset: D,
  { familiarity, images, groups }: HeldOutOptions,
): HeldOut<D> {
  checkParts(split, familiarity);
  const places = placesOf(split, dataset, groups);
  const select = (...parts: Uint32Array[]): D =>
    selectImages(dataset, Uint32Array.from(parts.flatMap((part) => Array.from(part))));
  const thresholds = familiarity ? [places.promise] : [places.familiarity, places.promise];
  const all = select(...thresholds);
  if (images !== undefined) checkImages(images, all.count, "that were kept out for thresholds");
  return {
    training: select(places.training),
    familiarity: familiarity ? select(places.familiarity) : undefined,
    thresholds: images === undefined ? all : firstImages(all, images),
  };
}

function checkParts({ familiarity, promise }: ImageSplit, fits: boolean): void {
  if (!fits || (familiarity > 0 && promise > 0)) return;
  throw new NescioError({
    code: "invalid-model",
    subject: "calibration",
    expected: "a model that has not seen some images for familiarity, and others for thresholds",
    found: `${familiarity} and ${promise}`,
    next: "Train it with more held out, nescio train --hold-out 100, or calibrate without: --familiarity none.",
  });
}

function checkImages(images: number, available: number, which: string): void {
  if (Number.isSafeInteger(images) && images >= 2 && images <= available) return;
  throw new NescioError({
    code: "invalid-option",
    subject: "calibration images",
    expected: `2 to the ${available} ${which}`,
    found: String(images),
  });
}

function checkDataset(training: NonNullable<Model["training"]>, dataset: Dataset, kept: number): void {
  const wrong = (expected: string, found: string, next?: string): never => {
    throw new NescioError({
      code: "invalid-data",
      subject: `data set "${dataset.name}"`,
      expected,
      found,
      next,
    });
  };
  if (dataset.labels === undefined) wrong("labels to compare answers with", "none");
  const { split } = training;
  const sum = split && split.training + split.validation + split.familiarity + split.promise;
  if (sum !== undefined && dataset.count !== sum)
    wrong(`the ${sum} images that were parted`, `${dataset.count}`);
  const needed = (training.images ?? 1) + kept;
  if (dataset.count < needed) {
    wrong(
      `at least ${needed} images, of which the model was trained on the first and not on the last ${kept}`,
      `${dataset.count}`,
    );
  }
  const here = new Set(dataset.sources?.flatMap(({ file, sha256 }) => [sha256, generatedName(file)]));
  // A training that went on from another has data sets of that behind its own.
  const own = training.continued === undefined ? training.data : training.data.slice(0, 1);
  for (const { file, sha256 } of own.flatMap(({ sources }) => sources)) {
    const generated = generatedName(file);
    if (here.has(sha256) || (generated !== undefined && here.has(generated))) continue;
    wrong(
      `the data that the model was trained on: ${file} with SHA-256 ${sha256}`,
      "files with other checksums",
      "Images that training has seen would flatter the calibration; name the same data with --dataset.",
    );
  }
}

/** Of fewer images, the last ones may be those that were trained on, or that the epoch was chosen by. */
function checkTotal({ name, count }: Dataset, total: number | undefined): void {
  if (total === undefined || count >= total) return;
  throw new NescioError({
    code: "invalid-data",
    subject: `data set "${name}"`,
    expected: `the ${total} images that training parted`,
    found: String(count),
    next: "Leave --limit out, or say the one that training had.",
  });
}

/** A generated set's name without its size, with which its checksum changes, but not its first images. */
function generatedName(file: string): string | undefined {
  return /^(.+ \(generated: .+), \d+ images\)$/.exec(file)?.[1];
}
