import sharp, { type Metadata, type OutputInfo, type Sharp } from "sharp";
import {
  NescioError,
  readPicture,
  type Background,
  type Picture,
  type Reading,
  type ReadOptions,
} from "@nescio/core";
import { checkInputShape, fileType, largestPictureFile, sizeFault } from "@nescio/core/internal";
import { decodeBmp } from "./decode-bmp.js";
import { readWhole } from "./data-file.js";
import { withinBudget } from "./decoding-budget.js";

/** The shape of an input: `uint8` values in rows of pixels, channels together. */
export interface ImageShape {
  readonly height: number;
  readonly width: number;
  /** 1 for grayscale, 3 for red, green, blue. */
  readonly channels: number;
}

export interface DecodedImage extends ImageShape {
  readonly pixels: Uint8Array;
}

/** The chunk that ends every PNG: length 0, "IEND", its checksum. */
const pngEnd = Buffer.from("0000000049454e44ae426082", "hex");

export interface DecodeOptions {
  /** What the file holds. Default: it is read. */
  readonly bytes?: Uint8Array | undefined;
  /** Called with its size, turned as it will be, before it is decoded; may throw. */
  readonly checkSize?: ((size: { readonly height: number; readonly width: number }) => void) | undefined;
}

/** The bytes of a picture's file. Throws as `readWhole`. */
export function readPictureFile(path: string): Promise<Uint8Array> {
  return readWhole(path, largestPictureFile);
}

/** The kinds of files that are decoded, as errors say it. */
const known = "a whole PNG, JPEG, WebP, GIF, BMP or TIFF image";

/**
 * Decodes an image file, known by its content and not by its name: PNG, JPEG, WebP, GIF, BMP or TIFF, of several frames the
 * first, turned as its EXIF orientation says, 8 bits a value.
 *
 * @param file The path, for reading and for the errors; with `bytes`, for the errors only.
 * @throws NescioError `corrupt` for a truncated or damaged image or one of another format; `invalid-data` for one of more than
 * 67,108,864 pixels, or 65,535 along a side, which is not decoded; `not-found`.
 */
export async function decodePicture(file: string, options: DecodeOptions = {}): Promise<Picture> {
  const decoded = await decode(file, options, (image) => image.toColourspace("srgb").ensureAlpha());
  return { width: decoded.info.width, height: decoded.info.height, data: decoded.data };
}

/**
 * Decodes an image file as {@link decodePicture} does, transparency laid on `background`, and grayscale (luminance) where
 * one channel is asked for. The size stays as it is.
 *
 * @param options.channels 1, 3, or "own": 1 for a grayscale file and 3 for a colour one. Default "own".
 * @param options.background What transparency becomes. Default "white".
 */
export async function decodeImage(
  file: string,
  options: DecodeOptions & {
    readonly channels?: number | "own";
    readonly background?: Background | undefined;
  } = {},
): Promise<DecodedImage> {
  const { channels = "own", background = "white" } = options;
  if (channels !== "own") checkChannels(channels);
  let wanted = channels;
  const { data, info } = await decode(file, options, (image, { space }) => {
    if (wanted === "own") wanted = space === "b-w" || space === "grey16" ? 1 : 3;
    return image.flatten({ background }).toColourspace(wanted === 1 ? "b-w" : "srgb");
  });
  const { height, width } = info;
  return { height, width, channels: info.channels, pixels: data };
}

/** Decodes to 8 bits a value, after what `change` adds. */
async function decode(
  file: string,
  { bytes: given, checkSize }: DecodeOptions,
  change: (image: Sharp, metadata: Metadata) => Sharp,
): Promise<{ data: Uint8Array; info: OutputInfo }> {
  const bytes = given ?? (await readPictureFile(file));
  const wrong = (found: string, cause?: unknown): NescioError =>
    new NescioError({ code: "corrupt", subject: file, expected: known, found, cause });
  if (bytes.length === 0) throw wrong("an empty file");
  const type = fileType(bytes);
  if (type === undefined) throw wrong(otherContent(bytes));
  let refusal: unknown;
  try {
    const image =
      type === "bmp" ? bmp(bytes, file) : sharp(bytes, { limitInputPixels: false, failOn: "warning" });
    const metadata = await image.metadata();
    const { width, height } = metadata;
    // Whoever asks for less than what can be read says so in their own words.
    try {
      checkSize?.(metadata.autoOrient);
    } catch (error) {
      refusal = error;
      throw error;
    }
    const fault = sizeFault(width, height);
    if (fault !== undefined) throw new NescioError({ code: "invalid-data", subject: file, ...fault });
    // The decoder is content once it has all pixels; a file without its end has been cut all the same.
    if (type === "png" && !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(pngEnd))
      throw wrong("a PNG without its end");
    const { data, info } = await withinBudget(width * height, () =>
      change(image.autoOrient(), metadata).raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true }),
    );
    return { data: new Uint8Array(data.buffer, data.byteOffset, data.length), info };
  } catch (error) {
    if (error === refusal || error instanceof NescioError) throw error;
    throw wrong(error instanceof Error ? oneLine(error.message) : String(error), error);
  }
}

function bmp(bytes: Uint8Array, file: string): Sharp {
  const { width, height, channels, data } = decodeBmp(bytes, file);
  return sharp(data, { raw: { width, height, channels } });
}

/** What a file is that is no image, where its first bytes say so. */
function otherContent(bytes: Uint8Array): string {
  const head = Buffer.from(bytes.subarray(0, 200)).toString("latin1");
  if (head.startsWith("version https://git-lfs")) {
    return "a pointer of Git LFS in its place (git lfs pull fetches the image)";
  }
  if (/^\s*<(?:\?xml|svg|!doctype|html)/i.test(head)) return "XML or HTML";
  return "another kind of file";
}

/** Options of {@link imageToInput}. */
export interface ImageInputOptions extends ImageShape, ReadOptions {
  /** How the picture is read. Default: whole, scaled to fit inside, proportions kept, on black. */
  readonly reading?: Reading | undefined;
  /** What errors call bytes that come without a path. Default "image". */
  readonly name?: string | undefined;
}

/**
 * An image file of any size, or its bytes, as the input of a network, `uint8` `[height, width, channels]`: decoded as
 * {@link decodePicture} does and read as `readPicture` of `@nescio/core` does. An image that has the size already keeps its
 * values.
 *
 * @throws NescioError as {@link decodePicture}; `invalid-option` for a shape that is not positive integers.
 */
export async function imageToInput(
  image: string | Uint8Array,
  { height, width, channels, reading, name = "image", ...options }: ImageInputOptions,
): Promise<Uint8Array> {
  const shape = { height, width, channels };
  checkInputShape(shape);
  const picture =
    typeof image === "string" ? await decodePicture(image) : await decodePicture(name, { bytes: image });
  return readPicture(picture, shape, reading, options).pixels;
}

/** Only grayscale and colour can be decoded. */
export function checkChannels(channels: number): void {
  if (channels === 1 || channels === 3) return;
  throw new NescioError({
    code: "invalid-option",
    subject: "channels",
    expected: "1 (grayscale) or 3 (colour)",
    found: String(channels),
  });
}

/** libvips reports several lines at times; an error here is one sentence. */
const oneLine = (text: string): string =>
  text
    .trim()
    .replace(/\s*\n\s*/g, "; ")
    .replace(/[.:]$/, "");
