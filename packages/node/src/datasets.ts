import {
  defaultSeed,
  firstImages,
  NescioError,
  selectImages,
  splitImages,
  type ImageDataset,
  type Reading,
  type ReadOptions,
} from "@nescio/core";
import {
  findRegistryEntry,
  registry,
  streamSeed,
  type RegistryEntry,
  type Split,
} from "@nescio/core/internal";
import { kindOf } from "./regular-file.js";
import type { ImageShape } from "./decode-image.js";
import { findGeneratedEntry, generateDataset, generatedEntries } from "./generated-dataset.js";
import { findIdxSplit, loadIdxFiles, resolveIdxFiles } from "./idx-dataset.js";
import { loadImageFolder } from "./image-folder.js";
import { loadKnownFiles } from "./known-folder.js";
import { obtainFile, type ObtainedFile, type ObtainOptions } from "./registry-files.js";

export interface LoadDatasetOptions extends ObtainOptions, ReadOptions {
  /** Which part. A single IDX file or a folder of images is one part and is read whole for either. Default `train`. */
  readonly split?: Split | undefined;
  /** Of generated data sets, and of a choice among images: integer from 0 to 2³² − 1. Default `defaultSeed`. */
  readonly seed?: number | undefined;
  /**
   * Number of images: generated ones have as many as asked for (default: `generatedEntries`), of all others the first
   * `count` are taken, of files and folders as many of each class as their shares say, by the seed; asking for more than
   * there are is an error. Default: all.
   */
  readonly count?: number | undefined;
  /** At most this many images, taken as `count` says. Default: no limit. */
  readonly limit?: number | undefined;
  /** The shape that the images must have; noise is made in it. Default: any, 28×28×1 for noise. */
  readonly shape?: ImageShape | undefined;
  /** Scale a folder's images of other sizes to `shape`. Default false: another size is an error. */
  readonly resize?: boolean | undefined;
  /** How a folder's images are read for `shape`. Default: as `resize` says. Named sets and IDX files are taken as they are. */
  readonly reading?: Reading | undefined;
  /**
   * Class names in label order, for IDX files and folders, which do not carry them all; of IDX files, names that are all
   * numbers are those of labels. Default: the labels that occur, or the names of the folders, none of which is empty then.
   */
  readonly classes?: readonly string[] | undefined;
}

/** The names that {@link loadDataset} knows. */
export const datasetNames: readonly string[] = [...registry, ...generatedEntries].map(({ name }) => name);

/**
 * A data set by name or path:
 * - a registered name (`mnist`, `notmnist`, …): from `dataDir`, `NESCIO_DATA`, the cache, else downloaded; checksums are
 *   verified each time;
 * - `noise`; `glyphs`, `glyphs-letters`, `glyphs-neat`, `glyphs-neat-letters`: generated;
 * - an IDX file of images, its labels beside it or as `IMAGES+LABELS`; or a folder with IDX files in MNIST's names;
 * - a folder of images, `FOLDER/CLASS/*.png|jpg|…`, or unlabelled images directly in it; or one with such folders for
 *   its parts, `FOLDER/train/CLASS/…` and `FOLDER/test/CLASS/…`;
 * - a folder with the files of a registered data set in names that no other has (CIFAR's batches).
 *
 * @throws NescioError `not-found`, `unavailable`, `corrupt`, `invalid-data`, `invalid-option` or `aborted`.
 */
export async function loadDataset(
  nameOrPath: string,
  options: LoadDatasetOptions = {},
): Promise<ImageDataset> {
  const { split = "train", count, limit = Infinity, shape } = options;
  for (const [subject, value] of Object.entries({ count, limit })) {
    if (value === undefined || value === Infinity || (Number.isSafeInteger(value) && value >= 1)) continue;
    throw new NescioError({
      code: "invalid-option",
      subject,
      expected: "a positive integer",
      found: String(value),
    });
  }
  const generated = findGeneratedEntry(nameOrPath);
  if (generated) {
    // Fewer glyphs are the first of more: there is no need to draw those that a limit would drop.
    const wanted = Math.min(count ?? generated.counts[split], limit);
    return checkShape(await generateDataset(generated, { ...options, split, count: wanted }), shape);
  }
  const entry = findRegistryEntry(nameOrPath);
  const dataset = entry
    ? await loadRegistered(entry, split, { ...options, images: Math.min(count ?? Infinity, limit) })
    : await loadPath(nameOrPath, split, options);
  const fitting = checkShape(dataset, shape);
  // Published sets come in an order of their own; files of anybody's may come class by class.
  if (entry) return firstImages(firstOf(fitting, count), limit);
  return sampleImages(fitting, Math.min(checkCount(fitting, count), limit), options.seed ?? defaultSeed);
}

/**
 * A split of a registered data set: found or downloaded, verified, parsed. Of a data set in several parts only those are
 * needed that hold the first `images` images; there may be more images in them. Default: all.
 */
export async function loadRegistered(
  entry: RegistryEntry,
  split: Split,
  { images = Infinity, ...options }: ObtainOptions & { readonly images?: number } = {},
): Promise<ImageDataset> {
  const part = entry.splits[split];
  if (!part) {
    throw new NescioError({
      code: "not-found",
      subject: `data set "${entry.name}"`,
      expected: `one of its splits (${Object.keys(entry.splits).join(", ")})`,
      found: `"${split}"`,
    });
  }
  const files: ObtainedFile[] = [];
  for (const file of entry.format.filesFor(part.files, images)) {
    files.push(await obtainFile(entry, file, options));
  }
  const sources = files.map(({ sha256 }, i) => ({ file: `${entry.name}/${part.files[i].name}`, sha256 }));
  return entry.format.read(files, entry, sources);
}

async function loadPath(path: string, split: Split, options: LoadDatasetOptions): Promise<ImageDataset> {
  const { classes } = options;
  if ((await kindOf(path)) === "folder") {
    const files = await findIdxSplit(path, split);
    if (files) return loadIdxFiles(files, classes);
    return (await loadKnownFiles(path, split)) ?? loadImageFolder(path, options);
  }
  const files = await resolveIdxFiles(path);
  if (files) return loadIdxFiles(files, classes);
  throw new NescioError({
    code: "not-found",
    subject: `data set "${path}"`,
    expected: `one of ${datasetNames.join(", ")}, or the path of an IDX file or a folder of images`,
    found: "no such name, file or folder",
  });
}

function checkShape(dataset: ImageDataset, shape: ImageShape | undefined): ImageDataset {
  if (!shape) return dataset;
  const text = ({ height, width, channels }: ImageShape): string => `${height}×${width}×${channels}`;
  if (text(dataset) === text(shape)) return dataset;
  throw new NescioError({
    code: "invalid-data",
    subject: `data set "${dataset.name}"`,
    expected: `images of ${text(shape)} (height×width×channels)`,
    found: text(dataset),
  });
}

/** Some images of a set, classes alike and in its order, by the seed. */
function sampleImages(dataset: ImageDataset, count: number, seed: number): ImageDataset {
  if (count >= dataset.count) return dataset;
  const sizes = { chosen: count, rest: dataset.count - count };
  const labels = dataset.labels ?? new Uint8Array(dataset.count);
  const classes = dataset.labels === undefined ? ["any"] : dataset.classes;
  // A seed of its own: the same one parts them later.
  const own = streamSeed("sample", seed);
  const { chosen } = splitImages({ ...dataset, labels, classes }, sizes, { seed: own, complete: false });
  return selectImages(dataset, chosen.sort());
}

function checkCount(dataset: ImageDataset, count: number | undefined): number {
  return count === undefined ? dataset.count : firstOf(dataset, count).count;
}

function firstOf(dataset: ImageDataset, count: number | undefined): ImageDataset {
  if (count === undefined) return dataset;
  if (count > dataset.count) {
    throw new NescioError({
      code: "invalid-option",
      subject: "count",
      expected: `at most the ${dataset.count} images of "${dataset.name}"`,
      found: String(count),
    });
  }
  return firstImages(dataset, count);
}
