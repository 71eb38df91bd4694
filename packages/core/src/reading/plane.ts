/** One value a pixel, row by row. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  /** `[height, width]` */
  readonly values: Float32Array;
}

export function createPlane(width: number, height: number, fill = 0): Plane {
  const values = new Float32Array(width * height);
  if (fill !== 0) values.fill(fill);
  return { width, height, values };
}

/** Each value by a function of it. */
export function mapPlane(
  { width, height, values }: Plane,
  change: (value: number, at: number) => number,
): Plane {
  return { width, height, values: values.map(change) };
}

/** A box with its upper left pixel and its size, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The part of a plane in a box; what lies outside of the plane is `outside`. */
export function cropPlane(plane: Plane, { left, top, width, height }: Box, outside = 0): Plane {
  const result = createPlane(width, height, outside);
  const from = Math.max(0, left);
  const to = Math.min(plane.width, left + width);
  for (let row = Math.max(0, top); row < Math.min(plane.height, top + height); row++) {
    if (to <= from) break;
    const source = plane.values.subarray(row * plane.width + from, row * plane.width + to);
    result.values.set(source, (row - top) * width + from - left);
  }
  return result;
}
