import type { Builder } from "../builder.js";
import { constant } from "../constant.js";
import { between, chance } from "../draw.js";
import { path, use } from "../expression.js";
import { areApart, call1, onFloat, type Operation } from "./operation.js";

/** Entries chosen by whole numbers, constant or found from the values; order. */
export const indexing: Readonly<Record<string, Operation>> = {
  "np.take": onFloat((b, x) => {
    const axis = b.axis(x);
    return b.add("np.take", [use(x), b.indices(shapeOfIndices(b), b.shape(x).at(axis)!), axis]);
  }, 1),
  "np.take of all entries": onFloat((b, x) =>
    b.add("np.take", [use(x), b.indices(shapeOfIndices(b), b.size(x)), null]),
  ),
  "np.take at found indices": onFloat((b, x) => {
    const axis = b.axis(x);
    const indices = foundIndices(b, b.shape(x).at(axis)!);
    return indices === undefined ? undefined : b.add("np.take", [use(x), use(indices), axis]);
  }, 1),
  ".slice at indices": onFloat((b, x) => {
    const indices = b.indices([between(b.random, 1, 4)], b.shape(x)[0]);
    return b.add(".slice", [use(x), indices]);
  }, 1),
  ".slice at pairs of indices": onFloat((b, x) => {
    const count = between(b.random, 1, 4);
    const [m, n] = b.shape(x);
    return b.add(".slice", [use(x), b.indices([count], m), b.indices([count], n)]);
  }, 2),
  ".slice at found indices": onFloat((b, x) => {
    const indices = foundIndices(b, b.shape(x)[0]);
    return indices === undefined ? undefined : b.add(".slice", [use(x), use(indices)]);
  }, 1),
  "np.takeAlongAxis": onFloat((b, x) => {
    const axis = b.axis(x);
    return b.add("np.takeAlongAxis", [use(x), b.indices(b.shape(x), b.shape(x).at(axis)!), axis]);
  }, 1),
  "np.takeAlongAxis in order": ofDistinct((b, x) => {
    const axis = b.axis(x);
    const order = b.add("np.argsort", [use(x), axis]);
    const y = b.float(1, (name) => b.shape(name).join() === b.shape(x).join());
    return order === undefined ? undefined : b.add("np.takeAlongAxis", [use(y ?? x), use(order), axis]);
  }),
  "np.sort": ofDistinct((b, x) => b.add("np.sort", [use(x), b.axis(x)])),
  "lax.topK": ofDistinct((b, x) => {
    const axis = b.axis(x);
    return b.add("lax.topK", [use(x), between(b.random, 1, b.shape(x).at(axis)!), axis], 0);
  }),
  "np.argmax": ofDistinct((b, x) => b.add("np.argmax", [use(x), b.axis(x)])),
  "np.argmin": ofDistinct((b, x) => b.add("np.argmin", [use(x)])),
  "np.argsort": ofDistinct((b, x) => b.add("np.argsort", [use(x), b.axis(x)])),
  "nn.oneHot": (b) => {
    const which = b.choose((name) => b.isInteger(name) && b.data(name).every((i) => i >= 0 && i < 5));
    const dense = which === undefined ? undefined : b.add("nn.oneHot", [use(which), 5]);
    return dense === undefined ? undefined : b.add(".astype", [use(dense), path("dtype")]);
  },
  "np.arange": (b) => b.add("np.arange", [between(b.random, 1, 5)]),
  "np.cumsum of a permutation": call1(
    "np.take",
    (b, x) => {
      const axis = b.axis(x);
      const length = b.shape(x).at(axis)!;
      return [constant([length], Array.from(b.random.permutation(length)), "np.int32"), axis];
    },
    1,
  ),
};

function shapeOfIndices(b: Builder): number[] {
  return Array.from({ length: b.random.integer(3) }, () => between(b.random, 1, 4));
}

function ofDistinct(write: (b: Builder, x: string) => string | undefined): Operation {
  return (b) => {
    const x = b.float(1, (name) => areApart(b.data(name)));
    return x === undefined ? undefined : write(b, x);
  };
}

/** Whole numbers from 0 to below `length` that values decide: kept in range, as a program would. */
function foundIndices(b: Builder, length: number): string | undefined {
  const inRange = (name: string): boolean =>
    b.isInteger(name) && b.rank(name) <= 2 && b.data(name).every((i) => i >= 0 && i < length);
  const found = b.choose(inRange);
  if (found !== undefined && chance(b.random, 0.6)) return found;
  const x = b.float(0, (name) => b.rank(name) <= 2 && b.data(name).every((value) => isBetweenSteps(value)));
  const floor = x === undefined ? undefined : b.add("np.floor", [use(x)]);
  const bounded = floor === undefined ? undefined : b.add("np.clip", [use(floor), 0, length - 1]);
  return bounded === undefined ? undefined : b.add(".astype", [use(bounded), path("np.int32")]);
}

function isBetweenSteps(value: number): boolean {
  return areApart([value, Math.floor(value), Math.ceil(value)]);
}
