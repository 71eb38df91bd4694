import { scalarOf, type Graph, type Operation } from "./graph.js";
import { broadcastTo, byteWidth, isFloat, isUniform, isWhole, type DType, type View } from "./view.js";

/** The same to each entry, by a kernel of elementwise.ts: `params` is its name. Loops are made of these. */
export const map: Operation = { name: "map" };

/** The sum of all entries of a whole tensor of floats, taken up by the loop that makes them. */
export const total: Operation = { name: "total" };

// Where the order of two operands makes no difference, a scalar comes second: what kernels are prepared for.
const symmetric = /^(add|mul|min|max|and|or|xor|equal|notEqual)[FIU]/;

/** An elementwise node over what the inputs broadcast to. */
export function mapped(graph: Graph, kernel: string, given: readonly View[], dtype: DType): View {
  const inputs = symmetric.test(kernel) && isUniform(given[0]) ? given.toReversed() : given;
  const shape = broadcastShape(inputs.map((view) => view.shape));
  const wide = inputs.map((view) => broadcastTo(view, shape));
  // What repeats in all inputs repeats in the result: it is computed once.
  const own = shape.map((extent, axis) => (wide.every(({ strides }) => strides[axis] === 0) ? 1 : extent));
  const narrow = wide.map((view) => ({ ...view, shape: own }));
  return broadcastTo(graph.add(map, narrow, kernel, dtype, own), shape);
}

export function broadcastShape(shapes: readonly (readonly number[])[]): number[] {
  const rank = Math.max(...shapes.map(({ length }) => length));
  return Array.from({ length: rank }, (_, axis) => {
    const extents = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    return extents.find((extent) => extent !== 1) ?? 1;
  });
}

/** How the names of kernels end for a type. Booleans and unsigned integers take what makes no difference from integers'. */
const suffixes: Readonly<Record<DType, string>> = {
  float64: "F64",
  float32: "F32",
  int32: "I32",
  uint32: "U32",
  bool: "U32",
};
const signless = new Set(["add", "sub", "mul", "neg", "equal", "notEqual", "and", "or", "xor", "shiftLeft"]);

/** The kernel of an operation for a type. */
export function kernelOf(name: string, dtype: DType): string {
  if (isFloat(dtype)) return name + suffixes[dtype];
  return name + (signless.has(name) || name === "bitCount" ? "I32" : suffixes[dtype]);
}

/** The view as another type, its numbers converted. */
export function cast(graph: Graph, view: View, dtype: DType): View {
  const from = view.dtype;
  if (from === dtype) return view;
  const value = scalarOf(view);
  if (value !== undefined && isUniform(view) && view.tensor.dtype === from) {
    return { ...view, ...uniform(graph, dtype, converted(value, from, dtype), view.shape) };
  }
  // Whole numbers and booleans have the same bits, but a number becomes a boolean by what it is.
  if (!isFloat(from) && !isFloat(dtype) && dtype !== "bool") return { ...view, dtype };
  return mapped(graph, castKernel(from, dtype), [view], dtype);
}

function castKernel(from: DType, to: DType): string {
  const name = (dtype: DType): string => (dtype === "bool" ? "I32" : suffixes[dtype]);
  const target = to === "bool" ? "bool" : suffixes[to].toLowerCase();
  return `${target}Of${to === "bool" && !isFloat(from) ? "I32" : name(from)}`;
}

function converted(value: number, from: DType, to: DType): number {
  if (to === "bool") return value !== 0 ? 1 : 0;
  if (to === "int32") return isFloat(from) ? saturated(value, -(2 ** 31), 2 ** 31 - 1) : value | 0;
  if (to === "uint32") return isFloat(from) ? saturated(value, 0, 2 ** 32 - 1) : value >>> 0;
  return value;
}

function saturated(value: number, least: number, most: number): number {
  return Number.isNaN(value) ? 0 : Math.min(Math.max(Math.trunc(value), least), most);
}

function uniform(graph: Graph, dtype: DType, value: number, shape: readonly number[]): View {
  return broadcastTo(graph.scalar(dtype, value), shape);
}

/** The same numbers as all of a tensor, row-major. */
export function contiguous(graph: Graph, view: View): View {
  return isWhole(view)
    ? view
    : graph.add(map, [view], byteWidth(view.dtype) === 8 ? "copy64" : "copy32", view.dtype, view.shape);
}
