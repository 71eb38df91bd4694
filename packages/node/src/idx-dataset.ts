import { basename, join } from "node:path";
import { NescioError, type ImageDataset, type DatasetSource } from "@nescio/core";
import {
  idxDataset,
  idxImagesHeader,
  parseIdxImages,
  parseIdxLabels,
  type Split,
} from "@nescio/core/internal";
import { readDataFile } from "./data-file.js";
import { existingFile } from "./data-folders.js";
import { kindOf, notRegular } from "./regular-file.js";
import { spellings } from "./spellings.js";

/** The files of a data set in IDX format. */
export interface IdxFiles {
  readonly images: string;
  readonly labels?: string;
}

const prefixes: Record<Split, string> = { train: "train", test: "t10k" };

/** A data set from IDX files, compressed or not; errors name the file. */
export async function loadIdxFiles(files: IdxFiles, classes?: readonly string[]): Promise<ImageDataset> {
  const image = await readDataFile(files.images, (head) => {
    const { count, height, width } = idxImagesHeader(head, files.images);
    return 16 + count * height * width;
  });
  const images = parseIdxImages(image.content, files.images);
  const sources: DatasetSource[] = [{ file: basename(files.images), sha256: image.sha256 }];
  let labels: Uint8Array | undefined;
  if (files.labels !== undefined) {
    const label = await readDataFile(files.labels);
    labels = parseIdxLabels(label.content, files.labels);
    sources.push({ file: basename(files.labels), sha256: label.sha256 });
  }
  return idxDataset({
    name: basename(files.images).replace(/\.gz$/, ""),
    images,
    imagesFile: files.images,
    sources,
    ...(labels ? { labels } : {}),
    ...(files.labels === undefined ? {} : { labelsFile: files.labels }),
    ...(classes ? { classes } : {}),
  });
}

/**
 * The files that a path to IDX images stands for: `IMAGES+LABELS`, or `IMAGES` and beside it the file of the same name
 * with `images-idx3` replaced by `labels-idx1` (or `images.idx3` by `labels.idx1`; compressed or not), where there is one.
 */
export async function resolveIdxFiles(path: string): Promise<IdxFiles | undefined> {
  const kind = await kindOf(path);
  if (kind === "other") throw notRegular(path, "a pipe or a device");
  if (kind === "file") {
    const labels = await besideImages(path);
    return labels === undefined ? { images: path } : { images: path, labels };
  }
  for (let at = path.indexOf("+"); at >= 0; at = path.indexOf("+", at + 1)) {
    const [images, labels] = [path.slice(0, at), path.slice(at + 1)];
    if ((await kindOf(images)) !== "file") continue;
    if ((await kindOf(labels)) === "file") return { images, labels };
    throw new NescioError({
      code: "not-found",
      subject: path,
      expected: "IMAGES+LABELS, two IDX files",
      found: `no file ${labels}`,
    });
  }
  return undefined;
}

/** A split's files in a folder that holds them under MNIST's names, if it does. */
export async function findIdxSplit(folder: string, split: Split): Promise<IdxFiles | undefined> {
  const images = await imagesOf(folder, split);
  if (images !== undefined) return resolveIdxFiles(images);
  const other: Split = split === "train" ? "test" : "train";
  if ((await imagesOf(folder, other)) === undefined) return undefined;
  throw new NescioError({
    code: "not-found",
    subject: folder,
    expected: `the split "${split}" (${prefixes[split]}-images-idx3-ubyte, perhaps with .gz)`,
    found: `only the split "${other}"`,
  });
}

async function imagesOf(folder: string, split: Split): Promise<string | undefined> {
  for (const spell of spellings) {
    const images = await existingFile(join(folder, spell(`${prefixes[split]}-images-idx3-ubyte`)));
    if (images !== undefined) return images;
  }
  return undefined;
}

async function besideImages(images: string): Promise<string | undefined> {
  const name = basename(images);
  if (!/images[-.]idx3/.test(name)) return undefined;
  const labels = name.replace(/images([-.])idx3/, "labels$1idx1").replace(/\.gz$/, "");
  const beside = join(images, "..", labels);
  // The one stored in the same way first, should both be there.
  return existingFile(beside, name.endsWith(".gz") ? [".gz", ""] : ["", ".gz"]);
}
