import { createPlane, type Plane } from "./plane.js";

/**
 * The greatest value in the square window of 2·radius + 1 pixels around each, in a time that does not depend on the
 * radius (van Herk 1992; Gil & Werman 1993). The border's pixels go on outside.
 */
export function dilate(plane: Plane, radius: number): Plane {
  return alongColumns(alongRows(plane, radius), radius);
}

/** The least value in the window. */
export function erode(plane: Plane, radius: number): Plane {
  const negative = { ...plane, values: plane.values.map((value) => -value) };
  const result = dilate(negative, radius);
  for (let i = 0; i < result.values.length; i++) result.values[i] = -result.values[i];
  return result;
}

/** Dark parts narrower than the window become as light as what is around them. */
export function closing(plane: Plane, radius: number): Plane {
  return erode(dilate(plane, radius), radius);
}

/** Light parts narrower than the window become as dark as what is around them. */
export function opening(plane: Plane, radius: number): Plane {
  return dilate(erode(plane, radius), radius);
}

function alongRows({ width, height, values }: Plane, radius: number): Plane {
  const result = createPlane(width, height);
  const line = new Maximum(width, radius);
  for (let row = 0; row < height; row++) line.filter(values, row * width, 1, result.values);
  return result;
}

function alongColumns({ width, height, values }: Plane, radius: number): Plane {
  const result = createPlane(width, height);
  const line = new Maximum(height, radius);
  for (let column = 0; column < width; column++) line.filter(values, column, width, result.values);
  return result;
}

/** Running maxima of lines of one length. */
class Maximum {
  private readonly window: number;
  private readonly forward: Float32Array;
  private readonly backward: Float32Array;

  constructor(
    private readonly length: number,
    private readonly radius: number,
  ) {
    this.window = 2 * radius + 1;
    const blocks = Math.ceil((length + 2 * radius) / this.window);
    this.forward = new Float32Array(blocks * this.window);
    this.backward = new Float32Array(blocks * this.window);
  }

  /** Of the `length` values from `start` on, `step` apart; what comes out lies at the same places. */
  filter(values: Float32Array, start: number, step: number, to: Float32Array): void {
    const { length, radius, window, forward, backward } = this;
    const size = forward.length;
    const valueAt = (i: number): number =>
      values[start + step * Math.min(length - 1, Math.max(0, i - radius))];
    for (let i = 0; i < size; i++) {
      const value = valueAt(i);
      forward[i] = i % window === 0 || value > forward[i - 1] ? value : forward[i - 1];
    }
    for (let i = size - 1; i >= 0; i--) {
      const value = valueAt(i);
      backward[i] = i % window === window - 1 || value > backward[i + 1] ? value : backward[i + 1];
    }
    for (let i = 0; i < length; i++) {
      to[start + step * i] = Math.max(backward[i], forward[i + window - 1]);
    }
  }
}

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
