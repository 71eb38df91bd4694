import { NescioError } from "../errors.js";
import { sizeFault, type Picture } from "./picture.js";

/** What a browser draws, or decodes; in Node, bytes. */
export type Encoded = Uint8Array | ArrayBuffer | Blob | ImageBitmap | OffscreenCanvas | HTMLCanvasElement;

/** One picture, decoded or not, or an array of a network's inputs. */
export type PictureInput = Picture | Encoded | readonly number[] | Float32Array | Uint8ClampedArray;

/** Makes a picture of what is not one yet. */
export type Decode = (encoded: Encoded) => Promise<Picture>;

/**
 * Decodes by the browser: turned as the EXIF orientation says, the first frame of several.
 *
 * @throws NescioError `unsupported` outside of browsers; `corrupt` for bytes that it does not decode.
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
  const fault = sizeFault(width, height);
  if (fault !== undefined) throw new NescioError({ code: "invalid-data", subject: "picture", ...fault });
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, width, height);
};

async function bitmapOf(encoded: Encoded): Promise<CanvasImageSource & { width: number; height: number }> {
  const bytes = encoded instanceof Uint8Array ? encoded.slice() : encoded;
  const blob = bytes instanceof Uint8Array || bytes instanceof ArrayBuffer ? new Blob([bytes]) : bytes;
  if (!(blob instanceof Blob)) return blob;
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
