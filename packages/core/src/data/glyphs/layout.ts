import { side } from "./raster.js";
import type { Trace } from "./trace.js";

/** Side of the box that a character fills, in pixels, its pen width included: as in MNIST. */
export const box = 20;
/** Where MNIST has the centre of mass, in both directions: the middle of pixel 14. */
const middle = 14.5;
/** Largest box, in pixels: what leaves some paper around. */
const largest = side - 4;

/** Scales the trace so that the longer side of its bounding box, pen width included, is `size` pixels. */
export function fit({ x, y, length }: Trace, size: number, radius: number): void {
  let left = Infinity;
  let right = -Infinity;
  let top = Infinity;
  let bottom = -Infinity;
  for (let i = 0; i < length; i++) {
    left = Math.min(left, x[i]);
    right = Math.max(right, x[i]);
    top = Math.min(top, y[i]);
    bottom = Math.max(bottom, y[i]);
  }
  const scale = (Math.min(largest, size) - 2 * radius) / Math.max(right - left, bottom - top);
  for (let i = 0; i < length; i++) {
    x[i] *= scale;
    y[i] *= scale;
  }
}

/** Moves the centre of mass of the ink to the middle of the picture, plus a shift in pixels. */
export function centre(trace: Trace, shiftX: number, shiftY: number): void {
  const { x, y, radius, ink, down, length } = trace;
  let mass = 0;
  let sumX = 0;
  let sumY = 0;
  for (let i = 1; i < length; i++) {
    if (down[i] === 0) continue;
    const dx = x[i] - x[i - 1];
    const dy = y[i] - y[i - 1];
    // Of each piece: its length by its mean width by its mean ink, up to a factor common to all.
    const piece = Math.sqrt(dx * dx + dy * dy) * (radius[i] + radius[i - 1]) * (ink[i] + ink[i - 1]);
    mass += piece;
    sumX += (piece * (x[i] + x[i - 1])) / 2;
    sumY += (piece * (y[i] + y[i - 1])) / 2;
  }
  const moveX = middle + shiftX - sumX / mass;
  const moveY = middle + shiftY - sumY / mass;
  for (let i = 0; i < length; i++) {
    x[i] += moveX;
    y[i] += moveY;
  }
}
