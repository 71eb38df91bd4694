import { sizeOf } from "../memory.js";

/** Distance between neighbours along each axis of a row-major array. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const extent of shape.toReversed()) {
    strides.unshift(stride);
    stride *= extent;
  }
  return strides;
}

/** For each entry of `shape`, row-major, where `offset` + Σ index · stride leads. */
export function indexMap(shape: readonly number[], strides: readonly number[], offset = 0): Int32Array {
  const map = new Int32Array(sizeOf(shape));
  const index = shape.map(() => 0);
  let at = offset;
  for (let i = 0; i < map.length; i++) {
    map[i] = at;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return map;
}

/** Where each entry of `to` is found in an array of shape `from` that is broadcast to it (NumPy's rules). */
export function broadcastMap(from: readonly number[], to: readonly number[]): Int32Array {
  const own = stridesOf(from);
  const missing = to.length - from.length;
  return indexMap(
    to,
    to.map((_, axis) => (axis < missing || from[axis - missing] === 1 ? 0 : own[axis - missing])),
  );
}
