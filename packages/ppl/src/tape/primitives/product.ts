import { sizeOf } from "../../memory.js";
import { cast, kernelOf, mapped } from "../elementwise.js";
import type { Graph, Node, Operation } from "../graph.js";
import type { Context, Primitive } from "../lower.js";
import { machineConstant } from "../machine.js";
import { broadcastTo, byteWidth, isFloat, type DType, type View } from "../view.js";
import type { Writer } from "../writer.js";
import { reduction } from "./reduction.js";

interface MatrixProduct {
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Strides along rows and the sum, of the left matrix. */
  readonly left: readonly [number, number];
  /** Strides along the sum and columns, of the right one. */
  readonly right: readonly [number, number];
  readonly batch: readonly number[];
  readonly batchStrides: readonly [readonly number[], readonly number[]];
}

/** For each entry of the batch the product of an m × k matrix and a k × n matrix. */
const matrixProduct: Operation = {
  name: "product",
  write({ inputs: [x, y], outputs: [output], params }: Node, writer: Writer) {
    const { m, n, k, left, right, batch, batchStrides } = params as MatrixProduct;
    const width = byteWidth(output.dtype);
    const bytes = (strides: readonly number[]): number[] => strides.map((stride) => stride * width);
    writer.instruction(kernelOfProduct(output.dtype), [
      ...[writer.addressOf(output), writer.address(x), writer.address(y)],
      ...[m, n, k, ...left, ...right],
      writer.scratch(machineConstant("PRODUCT_SCRATCH")),
      ...[batch.length, ...batch, ...bytes(batchStrides[0]), ...bytes(batchStrides[1])],
    ]);
  },
};

const kernelOfProduct = (dtype: DType): string => (isFloat(dtype) ? kernelOf("matmul", dtype) : "matmulI32");

/** What an axis of the result is: of both factors, of one of them, or of none. */
interface Axis {
  readonly at: number;
  readonly extent: number;
  readonly x: number;
  readonly y: number;
}

/** Σ x · y over the last axis; the others broadcast. */
export function dotted(x: View, y: View, graph: Graph, dtype: DType, shape: readonly number[]): View {
  const k = Math.max(x.shape.at(-1)!, y.shape.at(-1)!);
  const [wideX, wideY] = [x, y].map((view) => broadcastTo(view, [...shape, k]));
  const axes = shape.map((extent, at): Axis => ({ at, extent, x: wideX.strides[at], y: wideY.strides[at] }));
  const used = axes.filter(({ extent, x, y }) => extent !== 1 && (x !== 0 || y !== 0));
  const rows = runOf(
    used.filter(({ x, y }) => x !== 0 && y === 0),
    "x",
  );
  const columns = runOf(
    used.filter(({ x, y }) => x === 0 && y !== 0),
    "y",
  );
  const inRuns = new Set([...rows.axes, ...columns.axes]);
  const batch = used.filter((axis) => !inRuns.has(axis));
  const params: MatrixProduct = {
    m: rows.extent,
    n: columns.extent,
    k,
    left: [rows.stride, wideX.strides.at(-1)!],
    right: [wideY.strides.at(-1)!, columns.stride],
    batch: batch.map(({ extent }) => extent),
    batchStrides: [batch.map((axis) => axis.x), batch.map((axis) => axis.y)],
  };
  // The result lies as it is computed: batch, rows, columns.
  const order = [...batch, ...rows.axes, ...columns.axes];
  const laid = graph.add(
    matrixProduct,
    [wideX, wideY],
    params,
    dtype,
    order.map(({ extent }) => extent),
  );
  const strides = shape.map(() => 0);
  order.forEach(({ at }, i) => (strides[at] = laid.strides[i]));
  return { ...laid, shape, strides };
}

/** The last of the axes that are one run in a factor; the others are left to the batch. */
function runOf(
  axes: readonly Axis[],
  factor: "x" | "y",
): { readonly axes: readonly Axis[]; readonly extent: number; readonly stride: number } {
  const run: Axis[] = [];
  for (const axis of axes.toReversed()) {
    if (run.length > 0 && axis[factor] !== run[0][factor] * run[0].extent) break;
    run.unshift(axis);
  }
  return { axes: run, extent: sizeOf(run.map(({ extent }) => extent)), stride: run.at(-1)?.[factor] ?? 0 };
}

const dot: Primitive = (inputs, context) => {
  const {
    graph,
    results: [{ dtype, shape }],
  } = context;
  const [x, y] = inputs.map((view) => cast(graph, view, dtype));
  const k = Math.max(x.shape.at(-1)!, y.shape.at(-1)!);
  const [wideX, wideY] = [x, y].map((view) => broadcastTo(view, [...shape, k]));
  const isMatrix = (a: View, b: View): boolean =>
    shape.some((extent, axis) => extent !== 1 && a.strides[axis] !== 0 && b.strides[axis] === 0);
  if (sizeOf(shape) > 0 && k > 0 && (isMatrix(wideX, wideY) || isMatrix(wideY, wideX) || sizeOf(shape) === 1))
    return [dotted(x, y, graph, dtype, shape)];
  return sumOfProducts(wideX, wideY, context);
};

/** Where every axis is of both factors, there is no matrix: the products of numbers, and their sums. */
function sumOfProducts(x: View, y: View, context: Context): View[] {
  const { graph, results } = context;
  const { dtype } = results[0];
  const products = mapped(graph, dtype === "bool" ? "andI32" : kernelOf("mul", dtype), [x, y], dtype);
  const wide = broadcastTo(products, x.shape);
  return reduction.reduce([wide], {
    ...context,
    params: { op: "Add", axis: [x.shape.length - 1] },
  }) as View[];
}

export const product: Readonly<Record<string, Primitive>> = { dot };
