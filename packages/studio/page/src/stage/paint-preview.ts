import type { Preview } from "../engine/preview.js";

/** Where a picture of this size lies on a square canvas: whole, in its middle. */
export function placeOn(
  side: number,
  { width, height }: { readonly width: number; readonly height: number },
): { readonly left: number; readonly top: number; readonly scale: number } {
  const scale = side / Math.max(width, height);
  return { left: (side - width * scale) / 2, top: (side - height * scale) / 2, scale };
}

/** Paints a picture on a square canvas, as large as it can be. */
export function paintPreview(context: CanvasRenderingContext2D, preview: Preview): void {
  const { width: side } = context.canvas;
  const { left, top, scale } = placeOn(side, preview);
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, side, side);
  // Of a network's input one wants to see the pixels.
  context.imageSmoothingEnabled = Math.max(preview.width, preview.height) > 64;
  context.imageSmoothingQuality = "high";
  context.drawImage(preview.bitmap, left, top, preview.width * scale, preview.height * scale);
}
