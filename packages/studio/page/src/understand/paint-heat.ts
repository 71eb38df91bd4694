import type { Seen } from "../engine/verdict.js";
import { inkOf } from "../parts/ink-of.js";
import { paintPixels } from "../parts/paint-pixels.js";

/** How much of the picture the strongest colour hides. */
const strongest = 0.85;

/** Paints a map over the picture that it is about, on a canvas some times as large: positive values warm, negative ones cool. */
export function paintHeat(context: CanvasRenderingContext2D, seen: Seen, values: Float32Array): void {
  const { width, height } = context.canvas;
  const ink = inkOf(context.canvas);
  const [picture, heat] = [canvasOf(seen), canvasOf(seen)];
  paintPixels(picture, seen);
  paintColours(heat, seen, values, [rgbOf(ink.warm), rgbOf(ink.cool)]);
  context.imageSmoothingEnabled = false;
  context.drawImage(picture.canvas, 0, 0, width, height);
  context.imageSmoothingEnabled = true;
  context.drawImage(heat.canvas, 0, 0, width, height);
}

function canvasOf({ width, height }: Seen): CanvasRenderingContext2D {
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  return canvas.getContext("2d")!;
}

function paintColours(
  context: CanvasRenderingContext2D,
  { width, height }: Seen,
  values: Float32Array,
  [warm, cool]: readonly (readonly number[])[],
): void {
  const most = values.reduce((greatest, value) => Math.max(greatest, Math.abs(value)), 0);
  const image = context.createImageData(width, height);
  values.forEach((value, i) => {
    image.data.set(value > 0 ? warm : cool, 4 * i);
    image.data[4 * i + 3] = most === 0 ? 0 : (255 * strongest * Math.abs(value)) / most;
  });
  context.putImageData(image, 0, 0);
}

/** Of "#rrggbb". */
function rgbOf(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
