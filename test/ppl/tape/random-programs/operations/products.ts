import type { Builder } from "../builder.js";
import { between, chance, oneOf, shuffled } from "../draw.js";
import { use, type Expression } from "../expression.js";
import { onFloat, type Operation } from "./operation.js";
import { axesOf } from "./views.js";

/** Sums of products. */
export const products: Readonly<Record<string, Operation>> = {
  "np.dot": contracted("np.dot"),
  "np.matmul": contracted("np.matmul"),
  "np.outer": onFloat((b, x) => {
    const y = b.float();
    return y === undefined ? undefined : b.add("np.outer", [use(x), use(y)]);
  }),
  "np.inner": onFloat((b, x) => b.add("np.inner", [use(x), factor(b, [b.shape(x).at(-1)!])]), 1),
  "np.vecdot": onFloat((b, x) => b.add("np.vecdot", [use(x), factor(b, b.shape(x))]), 1),
  "np.tensordot": onFloat((b, x) => {
    const count = between(b.random, 1, Math.min(2, b.rank(x)));
    const shared = b.shape(x).slice(-count);
    const more = chance(b.random, 0.5) ? [between(b.random, 1, 3)] : [];
    return b.add("np.tensordot", [use(x), factor(b, [...shared, ...more]), count]);
  }, 1),
  // Indices as numbers: texts such as "ij,jk->ik" want a newer Node than the oldest that is supported.
  "np.einsum of two": onFloat((b, x) => {
    if (b.rank(x) !== 2) return undefined;
    const [m, n] = b.shape(x);
    const [shape, indices, result] = oneOf(b.random, [
      [
        [n, 3],
        [1, 2],
        [0, 2],
      ],
      [
        [m, 2],
        [0, 2],
        [1, 2],
      ],
      [
        [n, 2],
        [1, 2],
        [2, 0],
      ],
      [[m, n], [0, 1], [0]],
      [[m, n], [0, 1], []],
      [[n], [1], [0]],
      [[2], [2], [2, 1, 0]],
    ] as const);
    return b.add("np.einsum", [use(x), [0, 1], factor(b, shape), indices, result]);
  }, 2),
  "np.einsum of one": onFloat((b, x) => {
    const kept = shuffled(b.random, axesOf(b, x)).slice(b.random.integer(2));
    return b.add("np.einsum", [use(x), axesOf(b, x), kept]);
  }, 1),
  "a matrix times its transpose": onFloat((b, x) => {
    const turned = b.add("np.matrixTranspose", [use(x)]);
    return turned === undefined ? undefined : b.add("np.matmul", [use(x), use(turned)]);
  }, 2),
  "lax.conv": onFloat((b, x) => {
    if (b.rank(x) !== 3) return undefined;
    const [, channels, length] = b.shape(x);
    const kernel = b.weights([between(b.random, 1, 2), channels, between(b.random, 1, length)]);
    const padding = oneOf(b.random, ["VALID", "SAME"]);
    return b.add("lax.conv", [use(x), kernel, [between(b.random, 1, 2)], padding]);
  }, 3),
  "np.fft.rfft": onFloat((b, x) => {
    return b.add("np.fft.rfft", [use(x), b.axis(x)], oneOf(b.random, ["real", "imag"]));
  }, 1),
  "np.convolve": (b) => {
    const x = b.float(1, (name) => b.rank(name) === 1);
    const mode = oneOf(b.random, ["full", "same", "valid"]);
    return x === undefined
      ? undefined
      : b.add("np.convolve", [use(x), b.weights([between(b.random, 1, 3)]), mode]);
  },
};

/** A value of exactly this shape, or a constant. */
function factor(b: Builder, shape: readonly number[]): Expression {
  const y = b.float(0, (name) => b.shape(name).join() === shape.join());
  return y !== undefined && chance(b.random, 0.8) ? use(y) : b.weights(shape);
}

/** The last axis of one against the last but one of the other, or its only one. */
function contracted(callee: string): Operation {
  return onFloat((b, x) => {
    const length = b.shape(x).at(-1)!;
    const y = b.float(1, (name) => b.shape(name).at(b.rank(name) === 1 ? -1 : -2) === length);
    if (y !== undefined && chance(b.random, 0.8)) return b.add(callee, [use(x), use(y)]);
    const shape = chance(b.random, 0.5) ? [length] : [length, between(b.random, 1, 3)];
    return b.add(callee, [use(x), b.weights(shape)]);
  }, 1);
}
