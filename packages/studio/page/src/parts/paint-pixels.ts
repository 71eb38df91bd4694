import type { Seen } from "../engine/verdict.js";

/** Puts an image on a canvas of its size: grey, or red, green and blue. */
export function paintPixels(
  context: CanvasRenderingContext2D,
  { pixels, height, width, channels }: Seen,
): void {
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) image.data[4 * i + c] = pixels[i * channels + (channels === 3 ? c : 0)];
    image.data[4 * i + 3] = 255;
  }
  context.putImageData(image, 0, 0);
}
