import type { Picture } from "@nescio/core";
import { Raster } from "@nescio/core/internal";
import { padSide, penWidth, type Stroke } from "../state/shown.js";

/** Side of the picture that is made of a drawing, in pixels. */
const drawingSide = 140;

/**
 * Strokes as a picture, dark on white. By arithmetic that is the same everywhere and not by the browser's canvas, so that a
 * drawing in an address gets the same verdict on every machine.
 */
export function drawingPicture(strokes: readonly Stroke[]): Picture {
  const ink = inkOf(strokes);
  const data = new Uint8Array(4 * ink.length);
  for (let i = 0; i < ink.length; i++) {
    data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = 255 - ink[i];
    data[4 * i + 3] = 255;
  }
  return { width: drawingSide, height: drawingSide, data };
}

/** The last drawing: one that goes on from it is drawn on it. */
let last: { readonly strokes: readonly Stroke[]; readonly raster: Raster } | undefined;

function inkOf(strokes: readonly Stroke[]): Uint8Array {
  const before = last !== undefined && goesOn(strokes, last.strokes) ? last : undefined;
  const raster = before?.raster ?? new Raster(drawingSide);
  last = { strokes, raster };
  const scale = drawingSide / padSide;
  for (const [i, stroke] of strokes.entries()) {
    const drawn = before?.strokes[i]?.length ?? 0;
    if (drawn === stroke.length) continue;
    // A single touch is a dot: a segment of no length.
    const points = stroke.length === 2 ? [...stroke, ...stroke] : stroke.slice(Math.max(0, drawn - 2));
    const length = points.length / 2;
    raster.draw({
      x: Float64Array.from({ length }, (_, i) => points[2 * i] * scale),
      y: Float64Array.from({ length }, (_, i) => points[2 * i + 1] * scale),
      radius: new Float64Array(length).fill((penWidth * scale) / 2),
      ink: new Float64Array(length).fill(1),
      down: new Uint8Array(length).fill(1, 1),
      length,
    });
  }
  const pixels = new Uint8Array(drawingSide * drawingSide);
  raster.writeTo(pixels, 0);
  return pixels;
}

/** Whether strokes begin with others, of which the last one may have grown: a pixel has the strongest ink of any piece. */
function goesOn(strokes: readonly Stroke[], others: readonly Stroke[]): boolean {
  return others.every((other, i) => {
    const stroke = strokes.at(i);
    if (stroke === undefined || other.some((value, k) => value !== stroke[k])) return false;
    return other.length === stroke.length || (i === others.length - 1 && other.length > 2);
  });
}
