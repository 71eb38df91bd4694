import { NescioError } from "../errors.js";

/** Where a data set came from: one entry per file, so that a model can name what it was trained on. */
export interface DatasetSource {
  readonly file: string;
  /** SHA-256 of the decompressed bytes, lower-case hex. */
  readonly sha256: string;
}

/**
 * Named images with optional labels. Pixels are `uint8`, row-major `[count, height, width, channels]`;
 * the engines scale them to [0, 1] by 1/255 when they read a batch.
 */
export interface Dataset {
  readonly name: string;
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
  /** One label per image, each an index into `classes`. */
  readonly labels?: Uint8Array;
  /** Class names in label order, at most 256. Empty only where there are no labels. */
  readonly classes: readonly string[];
  readonly sources?: readonly DatasetSource[];
  /** Where each image came from, where it has a file of its own: the path within the set's folder. */
  readonly files?: readonly string[];
}

/** Most bytes of pixels of a data set that is read from files; 1 GiB. */
export const maxDatasetBytes = 2 ** 30;

/** Checks the facts that every consumer of a data set relies on, and freezes the record. */
export function createDataset(facts: Dataset): Dataset {
  const { name, count, height, width, channels, pixels, labels, classes } = facts;
  const wrong = (expected: string, found: string, next?: string): never => {
    throw new NescioError({
      code: "invalid-data",
      subject: `data set "${name}"`,
      expected,
      found,
      next,
    });
  };
  for (const [what, value] of Object.entries({ count, height, width, channels })) {
    if (!Number.isSafeInteger(value) || value < 1) wrong(`${what} to be a positive integer`, String(value));
  }
  const size = count * height * width * channels;
  if (pixels.length !== size) {
    wrong(`${size} pixels (${count} × ${height} × ${width} × ${channels})`, `${pixels.length}`);
  }
  if (facts.files !== undefined && facts.files.length !== count) {
    wrong(`a file for each of the ${count} images`, `${facts.files.length} files`);
  }
  if (classes.length > 256) wrong("at most 256 classes", `${classes.length}`);
  if (labels !== undefined) {
    if (labels.length !== count) {
      wrong(
        `one label for each of the ${count} images`,
        `${labels.length} labels`,
        "Do the two files belong together?",
      );
    }
    const outside = labels.findIndex((label) => label >= classes.length);
    if (outside >= 0) {
      wrong(
        `labels from 0 to ${classes.length - 1} (${classes.length} classes)`,
        `label ${labels[outside]} at image ${outside}`,
      );
    }
  }
  return Object.freeze({ ...facts });
}

/** Values per image: height × width × channels. */
export function imageSize(dataset: Pick<Dataset, "height" | "width" | "channels">): number {
  return dataset.height * dataset.width * dataset.channels;
}

/** The images at `indices`, in that order, as a data set of their own (pixels are copied). */
export function selectImages(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const size = imageSize(dataset);
  const pixels = new Uint8Array(indices.length * size);
  const labels = dataset.labels && new Uint8Array(indices.length);
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i];
    if (!Number.isInteger(from) || from < 0 || from >= dataset.count) {
      throw new NescioError({
        code: "invalid-data",
        subject: `data set "${dataset.name}"`,
        expected: `image indices from 0 to ${dataset.count - 1}`,
        found: String(from),
      });
    }
    pixels.set(dataset.pixels.subarray(from * size, (from + 1) * size), i * size);
    if (labels) labels[i] = dataset.labels[from]!;
  }
  const files = dataset.files && Array.from(indices, (index) => dataset.files![index]);
  return createDataset({
    ...dataset,
    count: indices.length,
    pixels,
    ...(labels ? { labels } : {}),
    ...(files ? { files } : {}),
  });
}

/** The first `count` images, or the whole data set where it has no more. */
export function firstImages(dataset: Dataset, count: number): Dataset {
  if (count >= dataset.count) return dataset;
  return selectImages(
    dataset,
    Uint32Array.from({ length: count }, (_, index) => index),
  );
}
