import { createPlane, type Plane } from "./plane.js";

/** The mean of the square window of 2·radius + 1 pixels around each; the border's pixels go on outside. */
export function boxBlur(plane: Plane, radius: number): Plane {
  const { width, height, values } = plane;
  const rows = createPlane(width, height);
  for (let row = 0; row < height; row++) runningMean(values, row * width, 1, width, radius, rows.values);
  const result = createPlane(width, height);
  for (let column = 0; column < width; column++) {
    runningMean(rows.values, column, width, height, radius, result.values);
  }
  return result;
}

function runningMean(
  values: Float32Array,
  start: number,
  step: number,
  length: number,
  radius: number,
  to: Float32Array,
): void {
  const valueAt = (i: number): number => values[start + step * Math.min(length - 1, Math.max(0, i))];
  let sum = 0;
  for (let i = -radius; i <= radius; i++) sum += valueAt(i);
  for (let i = 0; i < length; i++) {
    to[start + step * i] = sum / (2 * radius + 1);
    sum += valueAt(i + radius + 1) - valueAt(i - radius);
  }
}
