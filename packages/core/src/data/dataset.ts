import { NescioError } from "../errors.js";
import { maxFeatures, maxTargetClasses } from "./tables/limits.js";
import type { UnseenCell } from "./tables/encode-rows.js";

/** Where a data set came from: one entry per file, so that a model can name what it was trained on. */
export interface DatasetSource {
  readonly file: string;
  /** SHA-256 of the decompressed bytes, lower-case hex. */
  readonly sha256: string;
}

/** One class for each input, as an index: of up to 256 classes a byte each, of more 32 bits. */
export type Labels = Uint8Array | Uint32Array;

/** What data sets of all kinds have. */
interface NamedInputs {
  readonly name: string;
  readonly count: number;
  /** One label per input, each an index into `classes`. */
  readonly labels?: Labels;
  /** Class names in label order, at most 65,536. Empty only where there are no labels. */
  readonly classes: readonly string[];
  readonly sources?: readonly DatasetSource[];
}

/**
 * Named images with optional labels. Pixels are `uint8`, row-major `[count, height, width, channels]`;
 * the engines scale them to [0, 1] by 1/255 when they read a batch.
 */
export interface ImageDataset extends NamedInputs {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly pixels: Uint8Array;
  /** Where each image came from, where it has a file of its own: the path within the set's folder. */
  readonly files?: readonly string[];
}

/** Named rows of numbers with optional labels: embeddings, or a table as numbers. */
export interface RowDataset extends NamedInputs {
  /** What each column is called, D names, all different. */
  readonly columns: readonly string[];
  /** `[count, D]`, finite. */
  readonly values: Float32Array;
  /** What each row is called where it is shown, an identifier or its text. */
  readonly names?: readonly string[];
  /** Of rows, by their places, the cells that training had nothing like, so that their numbers say nothing of them. */
  readonly unseen?: ReadonlyMap<number, readonly UnseenCell[]>;
}

/** Named inputs of one shape, with optional labels. */
export type Dataset = ImageDataset | RowDataset;

/** Most bytes of pixels of a data set that is read from files; 1 GiB. */
export const maxDatasetBytes = 2 ** 30;

/** Labels of so many classes as data sets have them. */
export function labelArray(labels: ArrayLike<number>, classes: number): Labels {
  return classes > 256 ? Uint32Array.from(labels) : Uint8Array.from(labels);
}

/** Whether something is a data set, by the members that others have not. */
export function isDataset(value: object): value is Dataset {
  return "count" in value && ("pixels" in value || "values" in value);
}

/** Whether a data set's inputs are rows of numbers, and not images. */
export function isRows(dataset: Dataset): dataset is RowDataset {
  return "values" in dataset;
}

/** Numbers of all inputs, one input's behind the other's: pixels, or a row's. */
export function inputValues(dataset: Dataset): Uint8Array | Float32Array {
  return isRows(dataset) ? dataset.values : dataset.pixels;
}

/** The shape of one input: `[height, width, channels]` of an image, `[D]` of a row. */
export function inputShape(
  dataset: Dataset,
): readonly [height: number, width: number, channels: number] | readonly [columns: number] {
  return isRows(dataset) ? [dataset.columns.length] : [dataset.height, dataset.width, dataset.channels];
}

/** What inputs are called in words. */
function nounOf(dataset: Dataset): "images" | "rows" {
  return isRows(dataset) ? "rows" : "images";
}

/** Values per input: height × width × channels of an image, columns of a row. */
export function imageSize(
  dataset: Pick<ImageDataset, "height" | "width" | "channels"> | Pick<RowDataset, "columns">,
): number {
  return "columns" in dataset ? dataset.columns.length : dataset.height * dataset.width * dataset.channels;
}

/**
 * Checks the facts that every consumer of a data set relies on, and freezes the record.
 *
 * @throws NescioError `invalid-data` saying what does not fit.
 */
export function createDataset<D extends Dataset>(facts: D): Readonly<D> {
  const { name, count } = facts;
  checkWhole(name, { count });
  if (isRows(facts)) checkRows(facts);
  else checkImages(facts);
  checkLabels(facts);
  return Object.freeze<D>({ ...facts });
}

function checkImages({ name, count, height, width, channels, pixels, files }: ImageDataset): void {
  checkWhole(name, { height, width, channels });
  const size = count * height * width * channels;
  if (pixels.length !== size) {
    throw wrong(
      name,
      `${size} pixels (${count} × ${height} × ${width} × ${channels})`,
      String(pixels.length),
    );
  }
  if (files !== undefined && files.length !== count) {
    throw wrong(name, `a file for each of the ${count} images`, `${files.length} files`);
  }
}

function checkRows({ name, count, columns, values, names }: RowDataset): void {
  if (columns.length < 1 || columns.length > maxFeatures) {
    throw wrong(name, `1 to ${maxFeatures} columns`, String(columns.length));
  }
  const different = new Set<string>();
  for (const column of columns) {
    if (different.has(column)) throw wrong(name, "columns of different names", `"${column}" twice`);
    different.add(column);
  }
  if (names !== undefined && names.length !== count) {
    throw wrong(name, `a name for each of the ${count} rows`, `${names.length} names`);
  }
  if (values.length !== count * columns.length) {
    const expected = `${count * columns.length} values (${count} × ${columns.length})`;
    throw wrong(name, expected, String(values.length));
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad < 0) return;
  const place = `row ${Math.floor(bad / columns.length)}, column "${columns[bad % columns.length]}"`;
  throw wrong(name, "finite numbers", `${values[bad]} in ${place}`);
}

function checkLabels(dataset: Dataset): void {
  const { name, count, labels, classes } = dataset;
  if (classes.length > maxTargetClasses)
    throw wrong(name, `at most ${maxTargetClasses} classes`, `${classes.length}`);
  if (labels === undefined) return;
  const inputs = nounOf(dataset);
  if (labels.length !== count) {
    throw wrong(
      name,
      `one label for each of the ${count} ${inputs}`,
      `${labels.length} labels`,
      "Do the two files belong together?",
    );
  }
  const outside = labels.findIndex((label) => label >= classes.length);
  if (outside < 0) return;
  throw wrong(
    name,
    `labels from 0 to ${classes.length - 1} (${classes.length} classes)`,
    `label ${labels[outside]} at ${inputs.slice(0, -1)} ${outside}`,
  );
}

function checkWhole(name: string, numbers: Readonly<Record<string, number>>): void {
  for (const [what, value] of Object.entries(numbers)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw wrong(name, `${what} to be a positive integer`, String(value));
  }
}

function wrong(name: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "invalid-data", subject: `data set "${name}"`, expected, found, next });
}

/** The inputs at `indices`, in that order, as a data set of their own (their values are copied). */
export function selectImages<D extends Dataset>(dataset: D, indices: ArrayLike<number>): D;
export function selectImages(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const { name, count, labels, classes } = dataset;
  for (const from of Array.from(indices)) {
    if (Number.isInteger(from) && from >= 0 && from < count) continue;
    throw wrong(name, `${nounOf(dataset).slice(0, -1)} indices from 0 to ${count - 1}`, String(from));
  }
  const chosen = {
    count: indices.length,
    ...(labels && {
      labels: labelArray(
        Array.from(indices, (index) => labels[index]),
        classes.length,
      ),
    }),
  };
  if (isRows(dataset)) {
    const { columns, values, names, unseen } = dataset;
    return createDataset({
      ...dataset,
      ...chosen,
      values: gather(values, new Float32Array(indices.length * columns.length), indices),
      ...(names && { names: Array.from(indices, (index) => names[index]) }),
      ...(unseen && {
        unseen: new Map(
          Array.from(indices).flatMap((from, i) => {
            const cells = unseen.get(from);
            return cells === undefined ? [] : [[i, cells] as const];
          }),
        ),
      }),
    });
  }
  const pixels = new Uint8Array(indices.length * imageSize(dataset));
  const files = dataset.files && Array.from(indices, (index) => dataset.files![index]);
  return createDataset({
    ...dataset,
    ...chosen,
    pixels: gather(dataset.pixels, pixels, indices),
    ...(files ? { files } : {}),
  });
}

/** Copies the inputs at `indices` of `from` to `to`. */
function gather<T extends Uint8Array | Float32Array>(from: T, to: T, indices: ArrayLike<number>): T {
  const size = to.length / indices.length;
  for (let i = 0; i < indices.length; i++) {
    to.set(from.subarray(indices[i] * size, (indices[i] + 1) * size), i * size);
  }
  return to;
}

/** The first `count` inputs, or the whole data set where it has no more. */
export function firstImages<D extends Dataset>(dataset: D, count: number): D {
  if (count >= dataset.count) return dataset;
  return selectImages(
    dataset,
    Uint32Array.from({ length: count }, (_, index) => index),
  );
}
