import { readdir } from "node:fs/promises";
import { basename, dirname, extname, join, relative, sep } from "node:path";
import {
  createDataset,
  NescioError,
  readPicture,
  type ImageDataset,
  type Reading,
  type ReadOptions,
} from "@nescio/core";
import { sha256 } from "./data-file.js";
import { labelArray, orAborted, throwIfAborted, type Split } from "@nescio/core/internal";
import { ImageStack } from "./image-stack.js";
import { kindOf, notRegular } from "./regular-file.js";
import { partFolder } from "./known-folder.js";
import {
  checkChannels,
  decodeImage,
  decodePicture,
  readPictureFile,
  type DecodedImage,
  type ImageShape,
} from "./decode-image.js";
import { refusal } from "./system-error.js";

export interface ImageFolderOptions extends ReadOptions {
  /**
   * The shape that every image must have, or with `resize` is given. Default: the first image's size; colour if any
   * pixel is no shade of grey. One channel turns colour to grayscale by luminance.
   */
  readonly shape?: ImageShape | undefined;
  /** Scale images of other sizes to `shape`: inside it, proportions kept, on black. Default false: an error. */
  readonly resize?: boolean | undefined;
  /** How images, of any size, are read for `shape`. Default: as `resize` says. */
  readonly reading?: Reading | undefined;
  /** Class names in label order; every folder must bear one of them. Default: the folders' names, in order. */
  readonly classes?: readonly string[] | undefined;
  /** Which part is read of a folder that holds parts, `FOLDER/train/CLASS` and `FOLDER/test/CLASS`. Default `train`. */
  readonly split?: Split | undefined;
  readonly signal?: AbortSignal | undefined;
}

export interface ImageFile {
  readonly path: string;
  readonly className?: string;
}

/** Names of files that are taken for images; what they are, their content says. */
export const imageExtensions: ReadonlySet<string> = new Set(
  ["png", "jpg", "jpeg", "webp", "gif", "bmp", "tif", "tiff"].map((name) => `.${name}`),
);
/** What file managers and archives put beside images, in small letters. */
const leftBySystems: ReadonlySet<string> = new Set([
  ...["thumbs.db", "ehthumbs.db", "desktop.ini"],
  ...["__macosx", "@eadir"],
]);
const inOrder = new Intl.Collator("en", { numeric: true });

/** Images decoded at a time. */
const batch = 16;

/**
 * A data set from a folder of images: `FOLDER/CLASS/*.png|jpg|…`, or images directly in the folder, unlabelled.
 * Names are sorted with numbers by value; hidden files, and those that systems put there by themselves (`desktop.ini`,
 * `Thumbs.db`), are passed over, any other file is an error.
 *
 * @throws NescioError naming the first file that is damaged, of another size, or not an image.
 */
export async function loadImageFolder(
  folder: string,
  options: ImageFolderOptions = {},
): Promise<ImageDataset> {
  const { signal } = options;
  const { files, folders } = await listImages(folder, options.split ?? "train");
  const shape = await shapeToRead(options, files[0].path);
  if (options.classes === undefined) checkNoneEmpty(files, folders);
  const classes = options.classes ?? folders;
  const unknown = folders.find((name) => !classes.includes(name));
  if (unknown !== undefined) {
    throw new NescioError({
      code: "invalid-data",
      subject: join(folder, unknown),
      expected: `a folder named after one of the classes ${classes.join(", ")}`,
      found: unknown,
    });
  }
  const size = shape ?? {
    ...(await orAborted(sizeOf(files[0].path), signal, `reading of ${folder}`)),
    channels: 1,
  };
  const stack = new ImageStack(folder, files.length, size);
  const digests: string[] = [];
  for (let from = 0; from < files.length; from += batch) {
    throwIfAborted(signal, `reading of ${folder}`);
    const read = files
      .slice(from, from + batch)
      .map(({ path }) =>
        readImage(path, { ...options, shape }, (found) => checkSize(path, found, size, shape !== undefined)),
      );
    const all = await orAborted(inOrderOf(read), signal, `reading of ${folder}`);
    for (const { image, digest } of all) {
      stack.add(image);
      digests.push(digest);
    }
  }
  const { height, width } = size;
  const { channels, pixels } = stack;
  const labelOf = new Map(classes.map((name, label) => [name, label]));
  const each = files.map(({ className }) => labelOf.get(className ?? "")!);
  const labels = labelArray(each, classes.length);
  // One checksum for the folder: of each file's class, name and checksum, in order.
  const listing = files.map(
    ({ path, className }, index) => `${className ?? ""}/${basename(path)}\0${digests[index]}\n`,
  );
  return createDataset({
    name: basename(folder),
    count: files.length,
    height,
    width,
    channels,
    pixels,
    classes: folders.length > 0 ? classes : [],
    ...(folders.length > 0 ? { labels } : {}),
    files: files.map(({ path }) => relative(folder, path).split(sep).join("/")),
    sources: [{ file: `${basename(folder)}/`, sha256: sha256(new TextEncoder().encode(listing.join(""))) }],
  });
}

/** A class of which there are no images would be an output that nothing is ever learnt for. */
function checkNoneEmpty(files: readonly ImageFile[], folders: readonly string[]): void {
  const used = new Set(files.map(({ className }) => className));
  const empty = folders.find((name) => !used.has(name));
  if (empty === undefined) return;
  const place = join(dirname(dirname(files[0].path)), empty);
  throw wrong(place, "images of its class", "an empty folder", "Remove it, or put some there.");
}

/** What MNIST's pictures are, for which ink is set where nobody says. */
const inkShape: ImageShape = { height: 28, width: 28, channels: 1 };

/** The shape that images are read for, where they are: as given, else the reading's, else the first image's own. */
async function shapeToRead(
  { shape, resize, reading, invert }: ImageFolderOptions,
  first: string,
): Promise<ImageShape | undefined> {
  if (shape) {
    checkChannels(shape.channels);
    return shape;
  }
  if (resize === true) {
    throw new NescioError({
      code: "invalid-option",
      subject: "resize",
      expected: "a shape to resize to",
      found: "none",
    });
  }
  if (reading?.kind === "ink") return inkShape;
  if (reading === undefined && invert !== true) return undefined;
  const { height, width, channels } = await decodeImage(first);
  return { height, width, channels };
}

/** The size of an image, as it is shown. */
async function sizeOf(path: string): Promise<Size> {
  const { height, width } = await decodeImage(path);
  return { height, width };
}

async function readImage(
  path: string,
  { shape, resize = false, reading, invert, background }: ImageFolderOptions,
  checkSize: (size: Size) => void,
): Promise<{ image: DecodedImage; digest: string }> {
  const bytes = await readPictureFile(path);
  const digest = sha256(bytes);
  if (shape && (resize || reading !== undefined || invert === true)) {
    const { pixels } = readPicture(await decodePicture(path, { bytes }), shape, reading, {
      invert,
      background,
    });
    return { image: { ...shape, pixels }, digest };
  }
  const channels = shape?.channels ?? "own";
  return { image: await decodeImage(path, { bytes, channels, background, checkSize }), digest };
}

/** All results, or the error of the first that has one, whichever comes first in time. */
async function inOrderOf<T>(work: readonly Promise<T>[]): Promise<T[]> {
  await Promise.allSettled(work);
  return Promise.all(work);
}

type Size = Omit<ImageShape, "channels">;

function checkSize(path: string, image: Size, wanted: Size, given: boolean): void {
  if (image.height === wanted.height && image.width === wanted.width) return;
  throw wrong(
    path,
    `an image of ${wanted.height}×${wanted.width} pixels (height×width)${given ? "" : ", as the first of the folder"}`,
    `${image.height}×${image.width}`,
    "Give images of one size.",
  );
}

/** The image files of a folder, or of its part, and the names of its classes. */
export async function listImages(
  folder: string,
  split: Split,
): Promise<{ files: ImageFile[]; folders: string[] }> {
  const { files: direct, folders } = await listFolder(folder);
  const part = direct.length > 0 ? undefined : partFolder(folder, folders, split);
  if (part !== undefined) return listImages(part, split);
  if (direct.length > 0 && folders.length > 0) {
    throw wrong(
      folder,
      "either images or folders of images (one for each class)",
      `both: ${basename(direct[0])} and ${folders[0]}/`,
    );
  }
  const files: ImageFile[] = direct.map((path) => ({ path }));
  for (const className of folders) {
    const inner = await listFolder(join(folder, className));
    if (inner.folders.length > 0) {
      throw wrong(
        join(folder, className),
        "images only",
        `a folder, ${inner.folders[0]}/`,
        "Name the folder whose folders are the classes.",
      );
    }
    files.push(...inner.files.map((path) => ({ path, className })));
  }
  if (files.length === 0) {
    throw wrong(folder, "images in it or in folders named after their classes", "none");
  }
  return { files, folders };
}

async function listFolder(folder: string): Promise<{ files: string[]; folders: string[] }> {
  const names = (await listNames(folder))
    .filter((name) => !name.startsWith(".") && !leftBySystems.has(name.toLowerCase()))
    .sort((a, b) => inOrder.compare(a, b) || (a < b ? -1 : 1));
  const files: string[] = [];
  const folders: string[] = [];
  for (const name of names) {
    const path = join(folder, name);
    const kind = await kindOf(path);
    if (kind === "folder") folders.push(name);
    else if (kind === "other") throw notRegular(path, "a pipe or a device");
    else if (imageExtensions.has(extname(name).toLowerCase())) files.push(path);
    else
      throw wrong(
        path,
        `an image file (${[...imageExtensions].join(", ")})`,
        "another kind of file",
        "Move it out of the folder.",
      );
  }
  return { files, folders };
}

async function listNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    throw refusal(error, {
      subject: folder,
      expected: "a folder that can be read",
      missing: "no such folder",
    });
  }
}

function wrong(subject: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({
    code: "invalid-data",
    subject,
    expected,
    found,
    next,
  });
}
