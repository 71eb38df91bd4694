import { sizeOf } from "../../memory.js";
import { kernelOf, mapped, total } from "../elementwise.js";
import type { Node, Operation } from "../graph.js";
import type { Primitive } from "../lower.js";
import type { Sparse } from "../sparse.js";
import { broadcastTo, byteWidth, isFloat, isWhole, stridesOf, type DType, type View } from "../view.js";
import type { Writer } from "../writer.js";

interface Reduction {
  readonly kernel: string;
  /** Axes of the input that stay come first; so many. */
  readonly kept: number;
}

const reduce: Operation = {
  name: "reduce",
  write({ inputs: [x], outputs: [output], params }: Node, writer: Writer) {
    const { kernel, kept } = params as Reduction;
    const width = byteWidth(x.dtype);
    const axes = (from: number, to: number): { shape: number[]; strides: number[] } => {
      const part = { ...x, shape: x.shape.slice(from, to), strides: x.strides.slice(from, to) };
      const { shape, strides } = writer.axes([part]);
      return { shape, strides: strides[0].map((stride) => stride * width) };
    };
    const outer = axes(0, kept);
    const inner = axes(kept, x.shape.length);
    const row = outer.shape.at(-1)!;
    writer.instruction(kernel, [
      ...[writer.addressOf(output), writer.address(x)],
      ...[outer.shape.length, ...outer.shape, ...outer.strides],
      ...[inner.shape.length, ...inner.shape, ...inner.strides],
      writer.scratch(row * 8),
    ]);
  },
};

const starts: Readonly<Record<string, (dtype: DType) => number>> = {
  Add: () => 0,
  Mul: () => 1,
  Min: (dtype) =>
    isFloat(dtype) ? Infinity : ({ int32: 2 ** 31 - 1, uint32: 2 ** 32 - 1 }[dtype as string] ?? 1),
  Max: (dtype) => (isFloat(dtype) ? -Infinity : dtype === "int32" ? -(2 ** 31) : 0),
};

/** Booleans: a sum is whether any holds, a product whether all do. */
const names: Readonly<Record<string, (dtype: DType) => string>> = {
  Add: (dtype) => (dtype === "bool" ? "largestU32" : isFloat(dtype) ? kernelOf("sum", dtype) : "sumI32"),
  Mul: (dtype) => (dtype === "bool" ? "leastU32" : isFloat(dtype) ? kernelOf("prod", dtype) : "prodI32"),
  Min: (dtype) => kernelOf("least", dtype),
  Max: (dtype) => kernelOf("largest", dtype),
};

export const reduction: Readonly<Record<string, Primitive>> = {
  reduce: ([x], { graph, params, results: [{ dtype, shape }] }) => {
    const { op, axis } = params as { op: string; axis: readonly number[] };
    const gone = new Set(axis);
    const kept = x.shape.flatMap((_, i) => (gone.has(i) ? [] : [i]));
    if (axis.some((i) => x.shape[i] === 0))
      return [{ ...graph.scalar(dtype, starts[op](dtype)), shape, strides: shape.map(() => 0) }];
    // Axes along which nothing changes: a sum multiplies, all others leave the number as it is.
    const still = axis.filter((i) => x.strides[i] === 0 || x.shape[i] === 1);
    const skips = op !== "Mul" && (op !== "Add" || isFloat(dtype) || dtype === "bool");
    const left = axis.filter((i) => x.shape[i] !== 1 && !(skips && still.includes(i)));
    const ordered: View = {
      ...x,
      shape: [...kept, ...left].map((i) => x.shape[i]),
      strides: [...kept, ...left].map((i) => x.strides[i]),
    };
    const times = op === "Add" && skips && dtype !== "bool" ? sizeOf(still.map((i) => x.shape[i])) : 1;
    const sum = left.length === 0 ? ordered : reduced(ordered, names[op](dtype));
    return [
      times === 1 ? sum : mapped(graph, kernelOf("mul", dtype), [sum, graph.scalar(dtype, times)], dtype),
    ];

    function reduced(view: View, kernel: string): View {
      // Nor is computed twice what is the same along an axis that stays.
      const own = view.shape.map((extent, i) => (i < kept.length && view.strides[i] === 0 ? 1 : extent));
      if (op === "Add" && isFloat(dtype) && sizeOf(own.slice(0, kept.length)) === 1 && isWhole(view))
        return broadcastTo(graph.add(total, [view], undefined, dtype, []), shape);
      const result = graph.add(
        reduce,
        [{ ...view, shape: own }],
        { kernel, kept: kept.length } satisfies Reduction,
        dtype,
        own.slice(0, kept.length),
      );
      const strides = result.strides.map((stride, i) => (own[i] === shape[i] ? stride : 0));
      return { ...result, shape, strides };
    }
  },
  pool_transpose: ([x], { params, results: [{ dtype }] }) => {
    const { inShape, window, strides } = params as {
      inShape: readonly number[];
      window: readonly number[];
      strides: readonly number[];
    };
    const first = inShape.length - window.length;
    const own = stridesOf(inShape);
    const sum: Sparse = {
      shape: inShape,
      dtype,
      base: undefined,
      parts: [
        {
          from: x,
          strides: [
            ...own.slice(0, first),
            ...own.slice(first).map((stride, i) => stride * strides[i]),
            ...own.slice(first),
          ],
          offset: 0,
        },
      ],
    };
    return [sum];
  },
};
