import type { Maker } from "./operation.js";
import { broadcastMap } from "./shapes.js";

// A loop that calls a function it was given is compiled once for all of them, and calls each for every number. What
// densities and their gradients consist of has loops of its own, several times as fast.

type UnaryLoop = (from: Float64Array, to: Float64Array) => void;
type BinaryLoop = (
  a: Float64Array,
  at: Int32Array,
  b: Float64Array,
  bt: Int32Array,
  to: Float64Array,
) => void;

const unaryBy =
  (loop: UnaryLoop): Maker =>
  ({ inputs: [x], output }) => {
    const from = x.data;
    const to = output.data;
    return () => loop(from, to);
  };

const unary = (f: (x: number) => number): Maker =>
  unaryBy((from, to) => {
    for (let i = 0; i < to.length; i++) to[i] = f(from[i]);
  });

const binaryBy =
  (loop: BinaryLoop): Maker =>
  ({ inputs: [x, y], output }) => {
    const [a, b, to] = [x.data, y.data, output.data];
    const [at, bt] = [broadcastMap(x.shape, output.shape), broadcastMap(y.shape, output.shape)];
    return () => loop(a, at, b, bt, to);
  };

const binary = (f: (x: number, y: number) => number): Maker =>
  binaryBy((a, at, b, bt, to) => {
    for (let i = 0; i < to.length; i++) to[i] = f(a[at[i]], b[bt[i]]);
  });

// Sums and products are most of what there is: without detours where the shapes are equal.
const add: Maker = ({ inputs: [x, y], output }) => {
  const [a, b, to] = [x.data, y.data, output.data];
  if (a.length === to.length && b.length === to.length) {
    return () => {
      for (let i = 0; i < to.length; i++) to[i] = a[i] + b[i];
    };
  }
  const [at, bt] = [broadcastMap(x.shape, output.shape), broadcastMap(y.shape, output.shape)];
  return () => {
    for (let i = 0; i < to.length; i++) to[i] = a[at[i]] + b[bt[i]];
  };
};

const mul: Maker = ({ inputs: [x, y], output }) => {
  const [a, b, to] = [x.data, y.data, output.data];
  if (a.length === to.length && b.length === to.length) {
    return () => {
      for (let i = 0; i < to.length; i++) to[i] = a[i] * b[i];
    };
  }
  const [at, bt] = [broadcastMap(x.shape, output.shape), broadcastMap(y.shape, output.shape)];
  return () => {
    for (let i = 0; i < to.length; i++) to[i] = a[at[i]] * b[bt[i]];
  };
};

export const copy: Maker = ({ inputs: [x], output }) => {
  return () => output.data.set(x.data);
};

const where: Maker = ({ inputs: [condition, x, y], output }) => {
  const to = output.data;
  const [c, a, b] = [condition.data, x.data, y.data];
  const [ct, at, bt] = [condition, x, y].map(({ shape }) => broadcastMap(shape, output.shape));
  return () => {
    for (let i = 0; i < to.length; i++) to[i] = c[ct[i]] !== 0 ? a[at[i]] : b[bt[i]];
  };
};

const comparisons: Readonly<Record<string, Maker>> = {
  less: binaryBy((a, at, b, bt, to) => {
    for (let i = 0; i < to.length; i++) to[i] = a[at[i]] < b[bt[i]] ? 1 : 0;
  }),
  less_equal: binary((x, y) => (x <= y ? 1 : 0)),
  equal: binary((x, y) => (x === y ? 1 : 0)),
  not_equal: binary((x, y) => (x !== y ? 1 : 0)),
};

/** Operations that do to each entry the same. */
export const elementwise: Readonly<Record<string, Maker>> = {
  idiv: binary((x, y) => Math.trunc(x / y)),
  mod: binary((x, y) => x % y),
  min: binaryBy((a, at, b, bt, to) => {
    for (let i = 0; i < to.length; i++) to[i] = Math.min(a[at[i]], b[bt[i]]);
  }),
  max: binaryBy((a, at, b, bt, to) => {
    for (let i = 0; i < to.length; i++) to[i] = Math.max(a[at[i]], b[bt[i]]);
  }),
  neg: unaryBy((from, to) => {
    for (let i = 0; i < to.length; i++) to[i] = -from[i];
  }),
  reciprocal: unaryBy((from, to) => {
    for (let i = 0; i < to.length; i++) to[i] = 1 / from[i];
  }),
  exp: unaryBy((from, to) => {
    for (let i = 0; i < to.length; i++) to[i] = Math.exp(from[i]);
  }),
  log: unaryBy((from, to) => {
    for (let i = 0; i < to.length; i++) to[i] = Math.log(from[i]);
  }),
  sqrt: unaryBy((from, to) => {
    for (let i = 0; i < to.length; i++) to[i] = Math.sqrt(from[i]);
  }),
  floor: unary(Math.floor),
  ceil: unary(Math.ceil),
  sin: unary(Math.sin),
  cos: unary(Math.cos),
  asin: unary(Math.asin),
  atan: unary(Math.atan),
  compare: (operation) => comparisons[operation.params.op as string](operation),
  ...{ add, mul, where },
};

/** A cast to a type, where the host can tell what it does to numbers. */
export function castTo(dtype: string): Maker | undefined {
  if (dtype === "float64" || dtype === "float32") return copy;
  if (dtype === "int32") return unary(Math.trunc);
  if (dtype === "bool") return unary((x) => (x !== 0 ? 1 : 0));
  return undefined;
}
