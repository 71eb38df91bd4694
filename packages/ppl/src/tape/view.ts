import { sizeOf } from "../memory.js";
import type { Node } from "./graph.js";

/** Types of numbers that the machine computes with; a boolean takes four bytes, 0 or 1. */
export type DType = "float64" | "float32" | "int32" | "uint32" | "bool";

export function isFloat(dtype: DType): boolean {
  return dtype === "float32" || dtype === "float64";
}

export function byteWidth(dtype: DType): 4 | 8 {
  return dtype === "float64" ? 8 : 4;
}

/** An array that a node computes: row-major, without gaps. */
export interface Tensor {
  readonly id: number;
  readonly dtype: DType;
  /** Numbers in it. */
  readonly size: number;
  readonly node: Node;
}

/** Numbers of a tensor in another order, some of them again or not at all: entry (i, j, …) lies at offset + Σ index · stride. */
export interface View {
  readonly tensor: Tensor;
  /** Another type of the same width reads the same bits. */
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** In numbers. */
  readonly strides: readonly number[];
  readonly offset: number;
}

/** Distance between neighbours along each axis of a row-major array. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

export function wholeView(tensor: Tensor, shape: readonly number[]): View {
  return { tensor, dtype: tensor.dtype, shape, strides: stridesOf(shape), offset: 0 };
}

/** Whether the entries lie one after the other, in order. */
export function isContiguous({ shape, strides }: View): boolean {
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (shape[axis] !== 1 && strides[axis] !== stride) return false;
    stride *= shape[axis];
  }
  return true;
}

/** Whether the view is all of its tensor, in order. */
export function isWhole(view: View): boolean {
  return view.offset === 0 && sizeOf(view.shape) === view.tensor.size && isContiguous(view);
}

/** Whether all entries are the same number of the tensor. */
export function isUniform({ shape, strides }: View): boolean {
  return shape.every((extent, axis) => extent === 1 || strides[axis] === 0);
}

export function transposed(view: View, perm: readonly number[]): View {
  return {
    ...view,
    shape: perm.map((axis) => view.shape[axis]),
    strides: perm.map((axis) => view.strides[axis]),
  };
}

/** NumPy's broadcasting: axes of extent 1, and axes that are not there, repeat. */
export function broadcastTo(view: View, shape: readonly number[]): View {
  const missing = shape.length - view.shape.length;
  const repeats = (axis: number): boolean =>
    axis < missing || (view.shape[axis - missing] === 1 && shape[axis] !== 1);
  return {
    ...view,
    shape,
    strides: shape.map((_, axis) => (repeats(axis) ? 0 : view.strides[axis - missing])),
  };
}

/** Axes of extent 1 put in at these places of the result. */
export function withAxes(view: View, axes: readonly number[]): View {
  const shape = [...view.shape];
  const strides = [...view.strides];
  for (const axis of [...axes].sort((a, b) => a - b)) {
    shape.splice(axis, 0, 1);
    strides.splice(axis, 0, 0);
  }
  return { ...view, shape, strides };
}

export function flipped(view: View, axes: readonly number[]): View {
  const turned = new Set(axes);
  return {
    ...view,
    strides: view.strides.map((stride, axis) => (turned.has(axis) ? -stride : stride)),
    offset: axes.reduce((at, axis) => at + (view.shape[axis] - 1) * view.strides[axis], view.offset),
  };
}

/** Entries from start up to end along each axis. */
export function sliced(view: View, bounds: readonly (readonly [number, number])[]): View {
  return {
    ...view,
    shape: bounds.map(([start, end]) => end - start),
    offset: bounds.reduce((at, [start], axis) => at + start * view.strides[axis], view.offset),
  };
}

/** The same entries, row-major, under another shape; `undefined` where no strides lead to them. */
export function reshaped(view: View, shape: readonly number[]): View | undefined {
  // Axes of extent 1 say nothing; runs of axes that lie one after the other count as one.
  const runs = collapsed([view]);
  const extents = runs.shape;
  const strides = new Array<number>(shape.length).fill(0);
  let run = extents.length - 1;
  let rest = run >= 0 ? extents[run] : 1;
  let stride = run >= 0 ? runs.strides[0][run] : 0;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const extent = shape[axis];
    if (extent === 1) continue;
    if (rest === 1) {
      run--;
      if (run < 0) return undefined;
      rest = extents[run];
      stride = runs.strides[0][run];
    }
    if (rest % extent !== 0) return undefined;
    strides[axis] = stride;
    stride *= extent;
    rest /= extent;
  }
  return { ...view, shape, strides };
}

/**
 * The common shape of views with as few axes as possible: axes of extent 1 go, and neighbours that are one run in each of
 * the views become one.
 */
export function collapsed(views: readonly View[]): {
  readonly shape: number[];
  /** By view. */
  readonly strides: number[][];
} {
  const shape: number[] = [];
  const strides: number[][] = views.map(() => []);
  views[0].shape.forEach((extent, axis) => {
    if (extent === 1) return;
    const last = shape.length - 1;
    const joins = last >= 0 && views.every((view, i) => strides[i][last] === view.strides[axis] * extent);
    if (joins) {
      shape[last] *= extent;
      views.forEach((view, i) => (strides[i][last] = view.strides[axis]));
    } else {
      shape.push(extent);
      views.forEach((view, i) => strides[i].push(view.strides[axis]));
    }
  });
  return { shape, strides };
}

const keys = new WeakMap<View, string>();

/** Equal views have equal keys. */
export function keyOf(view: View): string {
  let key = keys.get(view);
  if (key === undefined) {
    const { tensor, dtype, shape, strides, offset } = view;
    key = `${tensor.id},${dtype},${shape.join()},${strides.join()},${offset}`;
    keys.set(view, key);
  }
  return key;
}
