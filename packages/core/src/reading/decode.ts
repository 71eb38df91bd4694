import { NescioError } from "../errors.js";
import { fileType } from "./file-type.js";
import { headerSize } from "./header-size.js";
import { largestPictureFile, sizeFault, type Picture } from "./picture.js";

/** What a browser draws, or decodes; in Node, bytes. */
export type Encoded = Uint8Array | ArrayBuffer | Blob | ImageBitmap | OffscreenCanvas | HTMLCanvasElement;

/** One picture, decoded or not, or an array of a network's inputs. */
export type PictureInput = Picture | Encoded | readonly number[] | Float32Array | Uint8ClampedArray;

/** Makes a picture of what is not one yet. */
export type Decode = (encoded: Encoded) => Promise<Picture>;

/**
 * Decodes by the browser: turned as the EXIF orientation says, the first frame of several. PNG, JPEG, WebP, GIF and BMP: of
 * these the size is known before anything is decoded.
 *
 * @throws NescioError `unsupported` outside of browsers; `corrupt` for bytes that are none of these, or that it does not decode;
 * `invalid-data` for a picture or a file that is too large.
 */
export const decodeHere: Decode = async (encoded) => {
  if (typeof createImageBitmap !== "function" || typeof OffscreenCanvas !== "function") {
    throw new NescioError({
      code: "unsupported",
      subject: "picture",
      expected: "decoded pixels, { width, height, data }, where there is no browser to decode a file",
      found: "an encoded picture",
      next: "In Node, import answer from nescio/node.",
    });
  }
  const bitmap = await bitmapOf(encoded);
  const { width, height } = bitmap;
  checkSize(width, height);
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, width, height);
};

async function bitmapOf(encoded: Encoded): Promise<CanvasImageSource & { width: number; height: number }> {
  const bytes = encoded instanceof Uint8Array ? encoded.slice() : encoded;
  const blob = bytes instanceof Uint8Array || bytes instanceof ArrayBuffer ? new Blob([bytes]) : bytes;
  if (!(blob instanceof Blob)) return blob;
  // A few kilobytes may claim gigabytes of pixels, which a browser makes room for.
  await checkHeader(blob);
  try {
    return await createImageBitmap(blob, { imageOrientation: "from-image" });
  } catch (cause) {
    throw new NescioError({
      code: "corrupt",
      subject: "picture",
      expected: "an image that this browser decodes",
      found: cause instanceof Error ? cause.message.replace(/\.$/, "") : String(cause),
      cause,
    });
  }
}

async function checkHeader(blob: Blob): Promise<void> {
  if (blob.size > largestPictureFile) {
    throw new NescioError({
      code: "invalid-data",
      subject: "picture",
      expected: `a file of at most ${largestPictureFile} bytes`,
      found: String(blob.size),
    });
  }
  const bytes = new Uint8Array(await blob.arrayBuffer());
  const size = headerSize(bytes);
  if (size !== undefined) {
    checkSize(size.width, size.height);
    return;
  }
  const type = fileType(bytes);
  throw new NescioError({
    code: "corrupt",
    subject: "picture",
    expected:
      type === undefined || type === "tiff"
        ? "a PNG, JPEG, WebP, GIF or BMP image"
        : `a whole ${type.toUpperCase()} image`,
    found: isHeif(bytes)
      ? "a photograph in HEIC or AVIF"
      : type === undefined
        ? "another kind of file"
        : type === "tiff"
          ? "a TIFF, which browsers do not decode"
          : "a file that ends before it says the image's size",
    next: isHeif(bytes) ? "Save it as JPEG, and open that." : undefined,
  });
}

/** What telephones take photographs in, and most browsers do not decode. */
function isHeif(bytes: Uint8Array): boolean {
  return /^ftyp(?:hei|hev|mif1|msf1|avi)/.test(String.fromCharCode(...bytes.subarray(4, 12)));
}

function checkSize(width: number, height: number): void {
  const fault = sizeFault(width, height);
  if (fault !== undefined) throw new NescioError({ code: "invalid-data", subject: "picture", ...fault });
}
