import { contiguous } from "../elementwise.js";
import type { Node, Operation } from "../graph.js";
import type { Primitive } from "../lower.js";
import { broadcastTo, byteWidth, stridesOf, type DType, type View } from "../view.js";
import { broadcastShape } from "../elementwise.js";
import type { Writer } from "../writer.js";

interface Places {
  /** Extents of the part, and how far each of its axes leads in the whole, in numbers. */
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  /** For each index: how many places there are, and how far one is from the next. */
  readonly indices: readonly { readonly extent: number; readonly stride: number }[];
  readonly adds: boolean;
}

/** The words that say where the entries of the part lie in the whole. */
function words(
  { shape, strides, indices }: Places,
  views: readonly View[],
  width: number,
  writer: Writer,
): number[] {
  const axes = shape.length === 0 ? [1] : [...shape];
  const padded = (all: readonly number[]): number[] => (shape.length === 0 ? [0] : [...all]);
  return [
    ...[axes.length, ...axes, ...padded(strides).map((stride) => stride * width)],
    indices.length,
    ...indices.flatMap(({ extent, stride }, i) => [
      ...[writer.address(views[i]), extent, stride * width],
      ...padded(views[i].strides).map((step) => step * 4),
    ]),
  ];
}

const suffix = (dtype: DType): string => ({ float64: "F64", float32: "F32" })[dtype as string] ?? "I32";

const gather: Operation = {
  name: "gather",
  write({ inputs: [x, ...indices], outputs: [output], params }: Node, writer: Writer) {
    const width = byteWidth(output.dtype);
    writer.instruction(`gather${suffix(output.dtype)}`, [
      ...[writer.addressOf(output), writer.address(x)],
      ...words(params as Places, indices, width, writer),
    ]);
  },
};

const scatter: Operation = {
  name: "scatter",
  write({ inputs: [updates, ...indices], outputs: [output], params }: Node, writer: Writer) {
    const places = params as Places;
    const width = byteWidth(output.dtype);
    const to = writer.addressOf(output);
    writer.instruction("zero", [to, output.size * width]);
    writer.instruction(`scatter${places.adds ? "Add" : ""}${suffix(output.dtype)}`, [
      ...[to, writer.address(updates)],
      ...words(places, indices, width, writer),
    ]);
  },
};

interface Indexing {
  readonly axis: readonly number[];
  readonly outDim: number;
}

/** Where the part's entries lie in a whole of these extents and strides, and the indices broadcast to the part. */
function placed(
  whole: { readonly shape: readonly number[]; readonly strides: readonly number[] },
  indices: readonly View[],
  { axis, outDim }: Indexing,
  adds: boolean,
): { readonly places: Places; readonly views: View[] } {
  const named = new Set(axis);
  const others = whole.shape.flatMap((_, i) => (named.has(i) ? [] : [i]));
  const indexShape = broadcastShape([[], ...indices.map(({ shape }) => shape)]);
  const at = <T>(rest: readonly T[], mine: readonly T[]): T[] => [
    ...rest.slice(0, outDim),
    ...mine,
    ...rest.slice(outDim),
  ];
  const still = indexShape.map(() => 0);
  const shape = at(
    others.map((i) => whole.shape[i]),
    indexShape,
  );
  return {
    places: {
      shape,
      strides: at(
        others.map((i) => whole.strides[i]),
        still,
      ),
      indices: axis.map((i) => ({ extent: whole.shape[i], stride: whole.strides[i] })),
      adds,
    },
    views: indices.map((view) => {
      const wide = broadcastTo(view, indexShape);
      return {
        ...wide,
        shape,
        strides: at(
          others.map(() => 0),
          wide.strides,
        ),
      };
    }),
  };
}

export const indexing: Readonly<Record<string, Primitive>> = {
  gather: ([x, ...indices], { graph, params, results: [{ dtype, shape }] }) => {
    const { places, views } = placed(x, indices, params as unknown as Indexing, false);
    return [graph.add(gather, [x, ...views], places, dtype, shape)];
  },
  scatter: ([updates, ...indices], { graph, params, results: [{ dtype, shape }] }) => {
    const whole = { shape, strides: stridesOf(shape) };
    const { places, views } = placed(whole, indices, params as unknown as Indexing, params.op === "add");
    return [graph.add(scatter, [contiguous(graph, updates), ...views], places, dtype, shape)];
  },
};
