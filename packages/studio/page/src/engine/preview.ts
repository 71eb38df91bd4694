import type { Picture } from "@nescio/core";
import type { Seen } from "./verdict.js";

/** A picture as the page shows it. */
export interface Preview {
  /** Small enough for the page. */
  readonly bitmap: ImageBitmap;
  /** Of the picture itself, in pixels. */
  readonly width: number;
  readonly height: number;
}

/** @param longest Most pixels along a side. */
export async function previewOf(picture: Picture, longest: number): Promise<Preview> {
  const { width, height } = picture;
  const scale = Math.min(1, longest / Math.max(width, height));
  const bitmap = await createImageBitmap(imageDataOf(picture), {
    resizeWidth: Math.max(1, Math.round(width * scale)),
    resizeHeight: Math.max(1, Math.round(height * scale)),
    resizeQuality: "medium",
  });
  return { bitmap, width, height };
}

/** Large ones are not copied where they need not be. */
function imageDataOf({ width, height, data }: Picture): ImageData {
  const isPlain = data instanceof Uint8ClampedArray && data.buffer instanceof ArrayBuffer;
  return new ImageData(
    isPlain ? (data as Uint8ClampedArray<ArrayBuffer>) : Uint8ClampedArray.from(data),
    width,
    height,
  );
}

/** An image of a network's inputs as a picture: grey, or red, green and blue. */
export function pictureOfInput({ pixels, width, height, channels }: Seen): Picture {
  const data = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) data[4 * i + c] = pixels[i * channels + (channels === 3 ? c : 0)];
  }
  return { width, height, data };
}
