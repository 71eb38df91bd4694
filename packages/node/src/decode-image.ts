import { basename } from "node:path";
import sharp from "sharp";
import { NescioError } from "@nescio/core";
import { readWhole } from "./data-file.js";

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

/** More pixels than any camera's picture has; a small file can claim them. */
const largestImage = 100_000_000;

/** The chunk that ends every PNG: length 0, "IEND", its checksum. */
const pngEnd = Buffer.from("0000000049454e44ae426082", "hex");

/**
 * Decodes a PNG or JPEG file: turned as its EXIF orientation says, transparency laid on `background`, 8 bits a value,
 * and grayscale (luminance) where one channel is asked for. The size stays as it is.
 *
 * @param file The path, for reading and for the errors; with `bytes`, for the errors only.
 * @param options.channels 1, 3, or "own": 1 for a grayscale file and 3 for a colour one. Default "own".
 * @param options.background What transparency becomes. Default "black".
 * @throws NescioError `corrupt` for a truncated or damaged image or one that is not PNG or JPEG; `not-found`.
 */
export async function decodeImage(
  file: string,
  options: {
    readonly bytes?: Uint8Array;
    readonly channels?: number | "own";
    readonly background?: "black" | "white";
  } = {},
): Promise<DecodedImage> {
  const { channels = "own", background = "black" } = options;
  if (channels !== "own") checkChannels(channels);
  const bytes = options.bytes ?? (await readWhole(file));
  const wrong = (found: string, cause?: unknown): NescioError =>
    new NescioError({
      code: "corrupt",
      subject: file,
      expected: "a whole PNG or JPEG image",
      found,
      cause,
    });
  if (bytes.length === 0) throw wrong("an empty file");
  try {
    const image = sharp(bytes, { limitInputPixels: false, failOn: "warning" });
    const { format, width, height, space } = await image.metadata();
    if (format !== "png" && format !== "jpeg") throw wrong(`an image in another format (${format})`);
    if (width * height > largestImage) {
      throw wrong(`an image of ${width}×${height} pixels, more than ${largestImage}`);
    }
    // The decoder is content once it has all pixels; a file without its end has been cut all the same.
    if (format === "png" && !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(pngEnd))
      throw wrong("a PNG without its end");
    const own = space === "b-w" || space === "grey16" ? 1 : 3;
    const wanted = channels === "own" ? own : channels;
    const { data, info } = await image
      .autoOrient()
      .flatten({ background })
      .toColourspace(wanted === 1 ? "b-w" : "srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    if (data.length !== info.height * info.width * wanted) {
      throw new Error(`${basename(file)}: ${info.channels} channels after conversion to ${wanted}`);
    }
    return { height: info.height, width: info.width, channels: wanted, pixels: new Uint8Array(data) };
  } catch (error) {
    if (error instanceof NescioError) throw error;
    throw wrong(error instanceof Error ? oneLine(error.message) : String(error), error);
  }
}

/** Options of {@link imageToInput}. */
export interface ImageInputOptions extends ImageShape {
  /** Set for dark strokes on a light ground: the values are turned round, 255 − v. Default false. */
  readonly invert?: boolean;
  /** What errors call bytes that come without a path. Default "image". */
  readonly name?: string;
}

/**
 * A PNG or JPEG image of any size as the input of a network, `uint8` `[height, width, channels]`. In this order:
 *
 * 1. the EXIF orientation is applied;
 * 2. transparency becomes background: black, or white with `invert` (which step 4 makes black);
 * 3. 8 bits a value, and grayscale by luminance for one channel;
 * 4. with `invert`, each value v becomes 255 − v: networks trained on MNIST expect light strokes on black;
 * 5. the image is scaled (up or down, Lanczos) to fit inside height×width with its proportions kept, and centred on
 *    black. An image that has the size already keeps its values.
 *
 * @throws NescioError as {@link decodeImage}; `invalid-option` for a shape that is not positive integers.
 */
export async function imageToInput(
  image: string | Uint8Array,
  { height, width, channels, invert = false, name = "image" }: ImageInputOptions,
): Promise<Uint8Array> {
  const file = typeof image === "string" ? image : name;
  const decoded = await decodeImage(file, {
    ...(typeof image === "string" ? {} : { bytes: image }),
    channels,
    background: invert ? "white" : "black",
  });
  if (invert) for (let i = 0; i < decoded.pixels.length; i++) decoded.pixels[i] = 255 - decoded.pixels[i];
  return fitImage(decoded, { height, width, channels });
}

/** Scales an image to fit inside a size, proportions kept, centred on black; one of that size is left as it is. */
export async function fitImage(image: DecodedImage, { height, width }: ImageShape): Promise<Uint8Array> {
  for (const [what, value] of Object.entries({ height, width })) {
    if (!Number.isInteger(value) || value < 1 || value > 16_384) {
      throw new NescioError({
        code: "invalid-option",
        subject: what,
        expected: "an integer from 1 to 16384",
        found: String(value),
      });
    }
  }
  if (image.height === height && image.width === width) return image.pixels;
  const channels = image.channels === 1 ? 1 : 3;
  const data = await sharp(image.pixels, { raw: { width: image.width, height: image.height, channels } })
    .resize({ width, height, fit: "contain", kernel: "lanczos3", background: "black" })
    .toColourspace(channels === 1 ? "b-w" : "srgb")
    .raw()
    .toBuffer();
  return new Uint8Array(data);
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
