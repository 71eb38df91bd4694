import type { Builder } from "../builder.js";
import { between, chance, oneOf, shuffled } from "../draw.js";
import { use, type Expression } from "../expression.js";
import { broadcasts } from "./binary.js";
import { call1, onFloat, type Operation } from "./operation.js";

/** The same numbers elsewhere: moved, left out, repeated, joined. */
export const views: Readonly<Record<string, Operation>> = {
  ".reshape": call1(".reshape", (b, x) => [factors(b, b.size(x))]),
  "np.ravel": call1("np.ravel", undefined, 1),
  "np.transpose": call1("np.transpose", (b, x) => [shuffled(b.random, axesOf(b, x))], 2),
  ".transpose": call1(".transpose", undefined, 2),
  "np.matrixTranspose": call1("np.matrixTranspose", undefined, 2),
  "np.swapaxes": call1("np.swapaxes", (b, x) => [b.axis(x), b.axis(x)], 2),
  "np.moveaxis": call1("np.moveaxis", (b, x) => [b.axis(x), b.axis(x)], 2),
  "np.flip": call1("np.flip", (b, x) => (chance(b.random, 0.3) ? [] : [b.axis(x)]), 1),
  "np.rot90": call1("np.rot90", (b) => [between(b.random, 1, 3)], 2),
  ".slice": call1(".slice", (b, x) => indexOf(b, x)),
  "np.expandDims": call1("np.expandDims", (b, x) => [between(b.random, -1, b.rank(x))]),
  "np.squeeze": (b) => {
    const x = b.float(1, (name) => b.shape(name).includes(1));
    if (x === undefined) return undefined;
    const ones = axesOf(b, x).filter((axis) => b.shape(x)[axis] === 1);
    return b.add("np.squeeze", chance(b.random, 0.5) ? [use(x)] : [use(x), oneOf(b.random, ones)]);
  },
  "np.broadcastTo": call1("np.broadcastTo", (b, x) => [widened(b, x)]),
  "np.diagonal": call1("np.diagonal", diagonalOf, 2),
  "np.trace": call1("np.trace", (b) => [between(b.random, -1, 1)], 2),
  "np.diag": (b) => {
    const x = b.float(1, (name) => b.rank(name) <= 2);
    return x === undefined ? undefined : b.add("np.diag", [use(x), between(b.random, -1, 1)]);
  },
  "np.tril": call1("np.tril", (b) => [between(b.random, -1, 1)], 2),
  "np.triu": call1("np.triu", (b) => [between(b.random, -1, 1)], 2),
  "np.pad": call1(
    "np.pad",
    (b, x) => [axesOf(b, x).map(() => [b.random.integer(3), b.random.integer(2)])],
    1,
  ),
  "np.split": onFloat((b, x) => {
    const axis = b.axis(x);
    const length = b.shape(x).at(axis)!;
    if (length < 2) return undefined;
    const at = between(b.random, 1, length - 1);
    return b.add("np.split", [use(x), [at], axis], b.random.integer(2));
  }, 1),
  "np.concatenate": joined("np.concatenate"),
  "np.stack": joined("np.stack"),
  "np.hstack": joined("np.hstack"),
  "np.vstack": joined("np.vstack"),
  "np.roll": call1("np.roll", (b, x) => [between(b.random, -3, 3), b.axis(x)], 1),
  "np.tile": call1("np.tile", (b, x) => [axesOf(b, x).map(() => between(b.random, 1, 2))], 1),
  "np.repeat": call1("np.repeat", (b, x) => [between(b.random, 1, 3), b.axis(x)], 1),
  "np.diff": call1("np.diff", (b, x) => [1, b.axis(x)], 1),
  "np.broadcastTo of a view": onFloat((b, x) => {
    const part = b.add(".slice", [use(x), ...indexOf(b, x)]);
    return part === undefined ? undefined : b.add("np.broadcastTo", [use(part), widened(b, part)]);
  }, 1),
  "views of one value beside each other": onFloat((b, x) => {
    const p = b.add(".slice", [use(x), ...indexOf(b, x)]);
    const q = b.add("np.flip", [use(x)]);
    const fit = p !== undefined && q !== undefined && broadcasts(b, p, q);
    return fit ? b.add("np.multiply", [use(p), use(q)]) : q;
  }, 1),
};

export function axesOf(b: Builder, x: string): number[] {
  return b.shape(x).map((_, axis) => axis);
}

/** A random shape of so many entries; one of its extents may be left to be found (−1). */
function factors(b: Builder, size: number): number[] {
  const shape: number[] = [];
  for (let left = size; left > 1;) {
    const divisors = Array.from({ length: left - 1 }, (_, i) => i + 2).filter((d) => left % d === 0);
    const divisor = oneOf(b.random, divisors);
    shape.push(divisor);
    left /= divisor;
  }
  if (shape.length < 4 && chance(b.random, 0.4)) shape.splice(b.random.integer(shape.length + 1), 0, 1);
  if (shape.length > 0 && chance(b.random, 0.2)) shape[b.random.integer(shape.length)] = -1;
  return shape;
}

/** Indices of a slice: numbers, ranges, whole axes, new axes. */
function indexOf(b: Builder, x: string): Expression[] {
  const index = b.shape(x).flatMap((length): Expression[] => {
    const from = b.random.integer(length);
    const to = between(b.random, from + 1, length);
    const one = oneOf<Expression>(b.random, [from, from - length, [], [from], [from, to], [from - length]]);
    return chance(b.random, 0.1) ? [null, one] : [one];
  });
  return chance(b.random, 0.1) ? [...index, null] : index;
}

/** A shape that a value broadcasts to. */
function widened(b: Builder, x: string): number[] {
  const wide = b.shape(x).map((extent) => (extent === 1 ? between(b.random, 1, 4) : extent));
  return chance(b.random, 0.4) ? [between(b.random, 1, 3), ...wide] : wide;
}

function diagonalOf(b: Builder, x: string): Expression[] {
  const [first, second] = shuffled(b.random, axesOf(b, x));
  return [between(b.random, -1, 1), first, second];
}

/** Two or three values of one shape, or the same one again, put together. */
function joined(callee: string): Operation {
  return onFloat((b, x) => {
    const alike = (): string => b.float(0, (name) => b.shape(name).join() === b.shape(x).join()) ?? x;
    const parts = [x, alike(), ...(chance(b.random, 0.3) ? [alike()] : [])].map((name) => use(name));
    const takesAxis = callee === "np.concatenate" || callee === "np.stack";
    return b.add(callee, [parts, ...(takesAxis ? [b.axis(x)] : [])]);
  }, 1);
}
