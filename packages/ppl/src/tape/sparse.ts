import { sizeOf } from "../memory.js";
import { map } from "./elementwise.js";
import type { Graph, Node, Operation } from "./graph.js";
import { byteWidth, stridesOf, type DType, type View } from "./view.js";
import type { Writer } from "./writer.js";

/** A part of an array, and what goes there. */
export interface Part {
  readonly from: View;
  /** Where it goes, in numbers: strides and offset in the whole, which is row-major. */
  readonly strides: readonly number[];
  readonly offset: number;
}

/**
 * An array of which little is known to be more than what it starts from: the parts are added to `base`, or to zeros. The
 * gradient of a thousand slices of an array is a sum of a thousand of these, which as arrays would take a million additions.
 */
export interface Sparse {
  readonly shape: readonly number[];
  readonly dtype: DType;
  readonly base: View | undefined;
  readonly parts: readonly Part[];
}

export function isSparse(value: View | Sparse): value is Sparse {
  return "parts" in value;
}

/** `view` in the middle of zeros. */
export function padded(view: View, widths: readonly (readonly [number, number])[]): Sparse {
  const shape = view.shape.map((extent, axis) => extent + widths[axis][0] + widths[axis][1]);
  const strides = stridesOf(shape);
  const offset = widths.reduce((at, [before], axis) => at + before * strides[axis], 0);
  return { shape, dtype: view.dtype, base: undefined, parts: [{ from: view, strides, offset }] };
}

/** The sum of two, of one shape and type; `undefined` where it is none of these arrays. */
export function sumOf(a: View | Sparse, b: View | Sparse): Sparse | undefined {
  if (isSparse(b)) {
    if (!isSparse(a)) return b.base === undefined ? { ...b, base: a } : undefined;
    if (a.base !== undefined && b.base !== undefined) return undefined;
    return { ...a, base: a.base ?? b.base, parts: [...a.parts, ...b.parts] };
  }
  return isSparse(a) ? sumOf(b, a) : undefined;
}

interface Assembly {
  readonly based: boolean;
  readonly adds: boolean;
  readonly parts: readonly { readonly strides: readonly number[]; readonly offset: number }[];
}

/** A tensor put together from parts. */
const assemble: Operation = {
  name: "assemble",
  write(node: Node, writer: Writer) {
    const { based, adds, parts } = node.params as Assembly;
    const [{ dtype, size }] = node.outputs;
    const to = writer.addressOf(node.outputs[0]);
    const width = byteWidth(dtype);
    if (based) writer.instruction("copyBytes", [to, writer.address(node.inputs[0]), size * width]);
    else if (adds) writer.instruction("zero", [to, size * width]);
    const kernel = !adds
      ? width === 8
        ? "move64"
        : "move32"
      : ({ float64: "accumulateF64", float32: "accumulateF32" }[dtype as string] ?? "accumulateI32");
    parts.forEach(({ strides, offset }, i) => {
      const from = node.inputs[based ? i + 1 : i];
      const target = { ...from, strides, offset: 0 };
      const runs = writer.axes([target, from]);
      const bytes = (all: readonly number[]): number[] => all.map((stride) => stride * width);
      writer.instruction(kernel, [
        ...[to + offset * width, writer.address(from), runs.shape.length, ...runs.shape],
        ...bytes(runs.strides[0]),
        ...bytes(runs.strides[1]),
      ]);
    });
  },
};

/** The array itself. */
export function assembled(graph: Graph, { shape, dtype, base, parts }: Sparse): View {
  // A base of its own order is copied first; the copy is what the parts are added to.
  const whole = base && (isRowMajor(base) ? base : graph.add(map, [base], copyOf(dtype), dtype, shape));
  return build(graph, dtype, shape, whole, parts, true);
}

/** Arrays one after the other along an axis. */
export function concatenated(graph: Graph, views: readonly View[], axis: number, dtype: DType): View {
  const shape = [...views[0].shape];
  shape[axis] = views.reduce((sum, view) => sum + view.shape[axis], 0);
  const strides = stridesOf(shape);
  let before = 0;
  const parts = views.map((from) => {
    const offset = before * strides[axis];
    before += from.shape[axis];
    return { from, strides, offset };
  });
  return build(graph, dtype, shape, undefined, parts, false);
}

function build(
  graph: Graph,
  dtype: DType,
  shape: readonly number[],
  base: View | undefined,
  parts: readonly Part[],
  adds: boolean,
): View {
  const some = parts.filter(({ from }) => sizeOf(from.shape) > 0);
  const params: Assembly = {
    based: base !== undefined,
    adds,
    parts: some.map(({ strides, offset }) => ({ strides, offset })),
  };
  const inputs = [...(base ? [base] : []), ...some.map(({ from }) => from)];
  return graph.add(assemble, inputs, params, dtype, shape);
}

const copyOf = (dtype: DType): string => (byteWidth(dtype) === 8 ? "copy64" : "copy32");

function isRowMajor({ shape, strides }: View): boolean {
  const own = stridesOf(shape);
  return shape.every((extent, axis) => extent === 1 || strides[axis] === own[axis]);
}
