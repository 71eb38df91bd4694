import { NescioError } from "../errors.js";
import { createDataset, maxDatasetBytes, type ImageDataset, type DatasetSource } from "./dataset.js";

/** The images of one IDX file: `uint8`, row-major `[count, height, width]`. */
export interface IdxImages {
  readonly count: number;
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

const imagesMagic = 0x00000803;
const labelsMagic = 0x00000801;

/** A side longer than this is taken for a broken header rather than for images. */
const largestSide = 8192;

/**
 * Reads the (decompressed) bytes of an IDX file of images. The pixels are a view into `bytes`, not a copy.
 * @param file The name that errors are to carry.
 * @throws NescioError `corrupt` for a wrong magic number, a truncated file, trailing bytes, or implausible dimensions.
 */
export function parseIdxImages(bytes: Uint8Array, file: string): IdxImages {
  const { count, height, width } = idxImagesHeader(bytes, file);
  checkLength(bytes, file, 16, count * height * width, `${count} images of ${height}×${width}`);
  return { count, height, width, pixels: bytes.subarray(16) };
}

/**
 * What the header of an IDX file of images says: `bytes` may end behind it.
 * @throws NescioError `corrupt` as `parseIdxImages`, also for more than 1 GiB of pixels.
 */
export function idxImagesHeader(bytes: Uint8Array, file: string): Omit<IdxImages, "pixels"> {
  const header = readHeader(bytes, file, imagesMagic, ["images", "rows", "columns"]);
  const [count, height, width] = header as [number, number, number];
  for (const [what, side] of Object.entries({ rows: height, columns: width })) {
    if (side > largestSide) throw corrupt(file, `at most ${largestSide} ${what} per image`, String(side));
  }
  const size = count * height * width;
  if (size > maxDatasetBytes) {
    throw corrupt(
      file,
      `at most ${maxDatasetBytes} bytes of pixels`,
      `${count} × ${height} × ${width} = ${size}`,
    );
  }
  return { count, height, width };
}

/**
 * Reads the (decompressed) bytes of an IDX file of labels: one byte each, a view into `bytes`, not a copy.
 * @param file The name that errors are to carry.
 * @throws NescioError `corrupt` for a wrong magic number, a truncated file, trailing bytes, or no labels.
 */
export function parseIdxLabels(bytes: Uint8Array, file: string): Uint8Array {
  const [count] = readHeader(bytes, file, labelsMagic, ["labels"]) as [number];
  checkLength(bytes, file, 8, count, `${count} labels`);
  return bytes.subarray(8);
}

/** The bytes of an IDX file of images, not compressed. */
export function encodeIdxImages({ count, height, width, pixels }: IdxImages): Uint8Array {
  for (const [what, value] of Object.entries({ count, height, width })) {
    if (!Number.isInteger(value) || value < 1 || value > 0xffffffff) {
      throw invalid("images for an IDX file", `${what} from 1 to 2^32 - 1`, String(value));
    }
  }
  if (pixels.length !== count * height * width) {
    throw invalid("images for an IDX file", `${count * height * width} pixels`, String(pixels.length));
  }
  return encode(imagesMagic, [count, height, width], pixels);
}

/** The bytes of an IDX file of labels, not compressed. */
export function encodeIdxLabels(labels: Uint8Array): Uint8Array {
  if (labels.length === 0) throw invalid("labels for an IDX file", "at least one label", "none");
  return encode(labelsMagic, [labels.length], labels);
}

/** What {@link idxDataset} puts together. */
export interface IdxParts {
  readonly name: string;
  readonly images: IdxImages;
  readonly imagesFile: string;
  readonly labels?: Uint8Array;
  readonly labelsFile?: string;
  /**
   * Class names in label order; names that are all numbers are those of labels, whatever their order. Default: the labels that
   * occur, so that a set labelled from 1 on has no class 0, of which it has no images; none without labels.
   */
  readonly classes?: readonly string[];
  readonly sources?: readonly DatasetSource[];
}

/**
 * A data set of one channel from parsed IDX files.
 * @throws NescioError `invalid-data` where the labels do not fit the images or the classes; it names the file.
 */
export function idxDataset(parts: IdxParts): ImageDataset {
  const { name, images, imagesFile, labels, sources } = parts;
  const labelsFile = parts.labelsFile ?? "labels";
  if (labels && labels.length !== images.count) {
    throw invalid(
      labelsFile,
      `${images.count} labels, one for each image of ${imagesFile}`,
      `${labels.length} labels`,
      "Do the two files belong together?",
    );
  }
  const classes = parts.classes ?? occurring(labels);
  return createDataset({
    name,
    ...images,
    channels: 1,
    classes,
    ...(labels ? { labels: placesIn(classes, labels, labelsFile) } : {}),
    ...(sources ? { sources } : {}),
  });
}

/** The labels that occur, as names. */
function occurring(labels: Uint8Array | undefined): string[] {
  const found = new Set(labels);
  return Array.from({ length: 256 }, (_, label) => label)
    .filter((label) => found.has(label))
    .map(String);
}

/** Each label's place among the classes. */
function placesIn(classes: readonly string[], labels: Uint8Array, file: string): Uint8Array {
  const byName = classes.every((name) => /^(?:0|[1-9]\d*)$/.test(name));
  const place = (label: number): number =>
    byName ? classes.indexOf(String(label)) : label < classes.length ? label : -1;
  const places = Array.from({ length: 256 }, (_, label) => place(label));
  const outside = labels.findIndex((label) => places[label] < 0);
  if (outside >= 0) {
    throw invalid(
      file,
      byName
        ? `the labels ${classes.join(", ")}, as the classes are called`
        : `labels from 0 to ${classes.length - 1} (${classes.length} classes)`,
      `label ${labels[outside]} at image ${outside}`,
    );
  }
  return places.every((at, label) => at < 0 || at === label)
    ? labels
    : Uint8Array.from(labels, (label) => places[label]);
}

function readHeader(bytes: Uint8Array, file: string, magic: number, dimensions: readonly string[]): number[] {
  const length = 4 + 4 * dimensions.length;
  const kind = describeMagic(magic);
  if (bytes.length < length) {
    throw corrupt(file, `an IDX file of ${kind}, with a header of ${length} bytes`, `${bytes.length} bytes`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = view.getUint32(0);
  if (found !== magic) {
    throw corrupt(
      file,
      `an IDX file of ${kind} (${describeElements(magic)}, magic number ${hex(magic)})`,
      describeFound(found),
    );
  }
  return dimensions.map((what, index) => {
    const value = view.getUint32(4 + 4 * index);
    if (value === 0) throw corrupt(file, `at least one of ${what}`, "0 in the header");
    return value;
  });
}

function checkLength(bytes: Uint8Array, file: string, header: number, body: number, what: string): void {
  if (bytes.length === header + body) return;
  const problem = bytes.length < header + body ? "the file is truncated" : "bytes follow the last one";
  throw corrupt(file, `${header + body} bytes for ${what}`, `${bytes.length} (${problem})`);
}

function encode(magic: number, dimensions: readonly number[], body: Uint8Array): Uint8Array {
  const header = 4 + 4 * dimensions.length;
  const bytes = new Uint8Array(header + body.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, magic);
  dimensions.forEach((value, index) => view.setUint32(4 + 4 * index, value));
  bytes.set(body, header);
  return bytes;
}

const hex = (magic: number): string => `0x${magic.toString(16).padStart(8, "0")}`;
const describeMagic = (magic: number): string => (magic === imagesMagic ? "images" : "labels");

function describeFound(magic: number): string {
  if (magic === imagesMagic || magic === labelsMagic) return `an IDX file of ${describeMagic(magic)}`;
  if (magic >>> 16 === 0x1f8b) return "gzip-compressed bytes";
  if (magic >>> 16 === 0 && elements.has((magic >>> 8) & 0xff)) return `one of ${describeElements(magic)}`;
  return hex(magic);
}

/** What an IDX file holds, by the third byte of its magic number. */
const elements: ReadonlyMap<number, string> = new Map([
  [0x08, "unsigned bytes"],
  [0x09, "signed bytes"],
  [0x0b, "16-bit integers"],
  [0x0c, "32-bit integers"],
  [0x0d, "32-bit floating-point numbers"],
  [0x0e, "64-bit floating-point numbers"],
]);

/** The fourth byte is the number of dimensions. */
function describeElements(magic: number): string {
  const dimensions = magic & 0xff;
  return `${elements.get((magic >>> 8) & 0xff)} in ${dimensions} dimension${dimensions === 1 ? "" : "s"}`;
}

function corrupt(file: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "corrupt", subject: file, expected, found });
}

function invalid(subject: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({
    code: "invalid-data",
    subject,
    expected,
    found,
    next,
  });
}
