import { sizeOf } from "../memory.js";
import { copy, elementwise } from "./elementwise.js";
import type { HostArray, Maker, Operation, Run } from "./operation.js";
import { broadcastMap, indexMap, stridesOf } from "./shapes.js";

/** Moves numbers: each entry of the output is the input's at its place in `map`. */
function move({ inputs: [x], output }: Operation, map: Int32Array): Run {
  const from = x.data;
  const to = output.data;
  return () => {
    for (let i = 0; i < to.length; i++) to[i] = from[map[i]];
  };
}

const reductions: Readonly<Record<string, { start: number; f: (x: number, y: number) => number }>> = {
  Add: { start: 0, f: (x, y) => x + y },
  Mul: { start: 1, f: (x, y) => x * y },
  // A comparison with NaN is false both ways; Math.min and Math.max pass NaN on.
  Min: { start: Infinity, f: Math.min },
  Max: { start: -Infinity, f: Math.max },
};

const reduce: Maker = ({ inputs: [x], output, params }) => {
  const { start, f } = reductions[params.op as string];
  const axes = new Set(params.axis as number[]);
  const own = stridesOf(output.shape);
  let next = 0;
  const map = indexMap(
    x.shape,
    x.shape.map((_, axis) => (axes.has(axis) ? 0 : own[next++])),
  );
  const from = x.data;
  const to = output.data;
  if (params.op === "Add") {
    return () => {
      to.fill(0);
      for (let i = 0; i < from.length; i++) to[map[i]] += from[i];
    };
  }
  return () => {
    to.fill(start);
    for (let i = 0; i < from.length; i++) to[map[i]] = f(to[map[i]], from[i]);
  };
};

/** Σ x · y over the last axis, the others broadcast. */
const dot: Maker = ({ inputs: [x, y], output }) => {
  const length = Math.max(x.shape.at(-1) ?? 1, y.shape.at(-1) ?? 1);
  const rows = (array: HostArray): { map: Int32Array; step: number } => {
    const own = array.strides ?? stridesOf(array.shape);
    const leading = array.shape.slice(0, -1);
    const missing = output.shape.length - leading.length;
    const strides = output.shape.map((_, axis) =>
      axis < missing || leading[axis - missing] === 1 ? 0 : own[axis - missing],
    );
    return { map: indexMap(output.shape, strides), step: array.shape.at(-1) === 1 ? 0 : (own.at(-1) ?? 0) };
  };
  const [a, b, to] = [x.data, y.data, output.data];
  const [p, q] = [rows(x), rows(y)];
  return () => {
    for (let i = 0; i < to.length; i++) {
      let at = p.map[i];
      let bt = q.map[i];
      let sum = 0;
      for (let k = 0; k < length; k++, at += p.step, bt += q.step) sum += a[at] * b[bt];
      to[i] = sum;
    }
  };
};

/** `transpose` and `broadcast` as views, which cost nothing; `undefined` for other operations. */
export function viewOf(name: string, { inputs: [x], output, params }: Operation): HostArray | undefined {
  const own = x.strides ?? stridesOf(x.shape);
  const { shape } = output;
  if (name === "transpose")
    return { shape, data: x.data, strides: (params.perm as number[]).map((axis) => own[axis]) };
  if (name !== "broadcast") return undefined;
  const added = new Set(params.axis as number[]);
  let next = 0;
  return { shape, data: x.data, strides: shape.map((_, axis) => (added.has(axis) ? 0 : own[next++])) };
}

/** The same where whoever comes next takes no views. */
const copyView =
  (name: string): Maker =>
  (operation) => {
    const { shape, strides } = viewOf(name, operation)!;
    return move(operation, indexMap(shape, strides!));
  };

const flip: Maker = (operation) => {
  const { shape } = operation.inputs[0];
  const own = stridesOf(shape);
  const axes = new Set(operation.params.axis as number[]);
  const offset = shape.reduce(
    (sum, extent, axis) => sum + (axes.has(axis) ? (extent - 1) * own[axis] : 0),
    0,
  );
  const strides = own.map((stride, axis) => (axes.has(axis) ? -stride : stride));
  return move(operation, indexMap(shape, strides, offset));
};

const shrink: Maker = (operation) => {
  const own = stridesOf(operation.inputs[0].shape);
  const starts = (operation.params.slice as [number, number][]).map(([from]) => from);
  const offset = starts.reduce((sum, from, axis) => sum + from * own[axis], 0);
  return move(operation, indexMap(operation.output.shape, own, offset));
};

const pad: Maker = ({ inputs: [x], output, params }) => {
  const own = stridesOf(output.shape);
  const offset = (params.width as [number, number][]).reduce(
    (sum, [before], axis) => sum + before * own[axis],
    0,
  );
  const map = indexMap(x.shape, own, offset);
  // What lies outside stays 0 from the start.
  return () => {
    for (let i = 0; i < map.length; i++) output.data[map[i]] = x.data[i];
  };
};

const concatenate: Maker = ({ inputs, output, params }) => {
  const own = stridesOf(output.shape);
  const axis = params.axis as number;
  let before = 0;
  const parts = inputs.map(({ shape, data }) => {
    const map = indexMap(shape, own, before * own[axis]);
    before += shape[axis];
    return { data, map };
  });
  return () => {
    for (const { data, map } of parts) for (let i = 0; i < map.length; i++) output.data[map[i]] = data[i];
  };
};

/** Where `gather` reads and `scatter` writes: entries of `whole` for each entry of `part`. */
function gathered(
  whole: readonly number[],
  part: readonly number[],
  indices: readonly HostArray[],
  params: Operation["params"],
): () => Int32Array {
  const axes = params.axis as number[];
  const outDim = params.outDim as number;
  const own = stridesOf(whole);
  const rest = own.filter((_, axis) => !axes.includes(axis));
  const depth = part.length - rest.length;
  const indexShape = part.slice(outDim, outDim + depth);
  const strides = [...rest.slice(0, outDim), ...indexShape.map(() => 0), ...rest.slice(outDim)];
  const base = indexMap(part, strides);
  const inIndex = stridesOf(indexShape);
  const zeros = (count: number): number[] => new Array<number>(count).fill(0);
  const which = indexMap(part, [...zeros(outDim), ...inIndex, ...zeros(part.length - outDim - depth)]);
  const maps = indices.map(({ shape }) => broadcastMap(shape, indexShape));
  const places = new Int32Array(base.length);
  return () => {
    places.set(base);
    indices.forEach(({ data }, n) => {
      const stride = own[axes[n]];
      const map = maps[n];
      for (let i = 0; i < places.length; i++) places[i] += data[map[which[i]]] * stride;
    });
    return places;
  };
}

const gather: Maker = ({ inputs: [x, ...indices], output, params }) => {
  const places = gathered(x.shape, output.shape, indices, params);
  return () => {
    const at = places();
    for (let i = 0; i < at.length; i++) output.data[i] = x.data[at[i]];
  };
};

const scatter: Maker = ({ inputs: [updates, ...indices], output, params }) => {
  const places = gathered(output.shape, updates.shape, indices, params);
  const adds = params.op === "add";
  return () => {
    output.data.fill(0);
    const at = places();
    for (let i = 0; i < at.length; i++) {
      output.data[at[i]] = adds ? output.data[at[i]] + updates.data[i] : updates.data[i];
    }
  };
};

/** The operations of jax-js' programs that the host computes itself; those of bits, images and matrices it leaves. */
export const makers: Readonly<Record<string, Maker>> = {
  ...elementwise,
  ...{
    stop_gradient: copy,
    reshape: copy,
    transpose: copyView("transpose"),
    broadcast: copyView("broadcast"),
  },
  ...{ reduce, dot, flip, shrink, pad, concatenate, gather, scatter },
};

/** About how many steps an operation takes. */
export function costOf(name: string, { inputs, output }: Pick<Operation, "inputs" | "output">): number {
  if (name === "dot") return sizeOf(output.shape) * Math.max(...inputs.map(({ shape }) => shape.at(-1) ?? 1));
  return Math.max(sizeOf(output.shape), ...inputs.map(({ shape }) => sizeOf(shape)));
}
