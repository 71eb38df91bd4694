import {
  createDataset,
  NescioError,
  readPicture,
  type ImageDataset,
  type InputShape,
  type PictureReading,
} from "@nescio/core";
import { decodeHere, labelArray, maxDatasetBytes } from "@nescio/core/internal";

/** A file of a folder that somebody opened. */
export interface FolderFile {
  /** From the folder on, its name first: `FOLDER/CLASS/IMAGE.png`. */
  readonly path: string;
  readonly file: Blob;
}

export interface OpenFolderOptions extends PictureReading {
  /** What images are read for. Default: the first one's size; colour if any pixel of any image is no shade of grey. */
  readonly shape?: InputShape | undefined;
  /** Class names in label order: every folder has to bear one of them. Default: the folders' names, in order. */
  readonly classes?: readonly string[] | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** An image of the folder, by its class. */
interface ImageFile extends FolderFile {
  readonly className: string;
}

/** What systems put beside images, in small letters. */
const leftBySystems = new Set(["thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "@eadir"]);
const inOrder = new Intl.Collator("en", { numeric: true });

/**
 * A data set from a folder of images, a folder a class: `FOLDER/CLASS/IMAGE.png`. Names are sorted with numbers by value; hidden
 * files, and those that systems put there by themselves, are passed over.
 *
 * @throws NescioError naming the first file that is at another place, damaged, or no image; without a shape also one of another
 * size than the first.
 */
export async function openFolder(
  files: readonly FolderFile[],
  { shape, classes, onProgress, ...reading }: OpenFolderOptions = {},
): Promise<ImageDataset> {
  const images = imagesOf(files);
  const folders = [...new Set(images.map(({ className }) => className))];
  const names = classes ?? folders;
  const foreign = images.find(({ className }) => !names.includes(className));
  if (foreign !== undefined) {
    throw wrong(
      foreign.path,
      `a folder named after one of the classes ${names.join(", ")}`,
      foreign.className,
    );
  }
  const stack =
    shape === undefined
      ? await asTheyAre(images, reading, onProgress)
      : await readFor(images, shape, reading, onProgress);
  return createDataset({
    name: files[0].path.split("/")[0],
    count: images.length,
    ...stack,
    classes: names,
    labels: labelArray(
      images.map(({ className }) => names.indexOf(className)),
      names.length,
    ),
    files: images.map(({ path }) => path.split("/").slice(1).join("/")),
  });
}

interface Stack extends InputShape {
  readonly pixels: Uint8Array;
}

async function readFor(
  images: readonly ImageFile[],
  shape: InputShape,
  { reading, ...options }: PictureReading,
  onProgress: OpenFolderOptions["onProgress"],
): Promise<Stack> {
  const size = shape.height * shape.width * shape.channels;
  const pixels = reserve(images, size);
  for (const [i, image] of images.entries()) {
    const read = await named(image, async () =>
      readPicture(await decodeHere(image.file), shape, reading, options),
    );
    pixels.set(read.pixels, i * size);
    onProgress?.(i + 1, images.length);
  }
  return { ...shape, pixels };
}

/** Images of one size, in colour where any of them is. */
async function asTheyAre(
  images: readonly ImageFile[],
  options: PictureReading,
  onProgress: OpenFolderOptions["onProgress"],
): Promise<Stack> {
  const { width, height } = await named(images[0], () => decodeHere(images[0].file));
  const shape = { height, width, channels: 3 };
  const asIs = { ...options, reading: options.reading ?? ({ kind: "as-is" } as const) };
  const stack = await readFor(images, shape, asIs, onProgress);
  return isGrey(stack.pixels)
    ? { ...shape, channels: 1, pixels: stack.pixels.filter((_, i) => i % 3 === 0) }
    : stack;
}

function isGrey(pixels: Uint8Array): boolean {
  for (let i = 0; i < pixels.length; i += 3) {
    if (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2]) return false;
  }
  return true;
}

function reserve(images: readonly ImageFile[], size: number): Uint8Array {
  const bytes = images.length * size;
  if (bytes <= maxDatasetBytes) return new Uint8Array(bytes);
  throw wrong(
    images[0].path.split("/")[0],
    `images of at most ${maxDatasetBytes} values together`,
    `${images.length} images, ${bytes} values`,
  );
}

/** The images, in the order of their classes and names. */
function imagesOf(files: readonly FolderFile[]): ImageFile[] {
  const images = files.flatMap((entry): ImageFile[] => {
    const parts = entry.path.split("/");
    if (parts.some((part) => part.startsWith(".") || leftBySystems.has(part.toLowerCase()))) return [];
    if (parts.length === 3) return [{ ...entry, className: parts[1] }];
    throw wrong(
      entry.path,
      "images in folders named after their classes, FOLDER/CLASS/IMAGE",
      parts.length < 3 ? "a file beside the folders" : "a folder in a folder of images",
      "Open the folder whose folders are the classes.",
    );
  });
  if (images.length === 0)
    throw wrong("opened folder", "images in folders named after their classes", "none");
  return images.sort((a, b) => inOrder.compare(a.path, b.path) || (a.path < b.path ? -1 : 1));
}

/** What is wrong with a file says which one it is. */
async function named<T>({ path }: ImageFile, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof NescioError)) throw error;
    throw new NescioError({ ...error.toJSON(), subject: path, cause: error });
  }
}

function wrong(subject: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "invalid-data", subject, expected, found, next });
}
