import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { asFloat } from "../math/float.js";
import { axisOf, type Axes } from "./axes.js";
import { power } from "./power.js";
import { sum } from "./sum.js";

interface VectorNormOptions {
  /** Default: 2. */
  ord?: number;
  axis?: Axes;
  keepdims?: boolean;
}

interface NormOptions {
  ord?: number | "f" | "fro" | "nuc" | null;
  axis?: Axes;
  keepdims?: boolean;
}

/**
 * (Σ |x|ᵖ)^(1/p) along axes: the largest or smallest |x| for p = ∞ and −∞, the number of those that are not 0 for 0.
 * Consumes `x`.
 */
export function vectorNorm(x: Operand, options: VectorNormOptions = {}): JaxArray {
  const { ord = 2, axis = null, keepdims = false } = options;
  const value = asFloat(x);
  if (ord === 2) return np.sqrt(sum(np.square(value), axis, { keepdims }));
  if (ord === 0 || Math.abs(ord) === Infinity) return np.linalg.vectorNorm(value, options);
  return power(sum(power(np.absolute(value), ord), axis, { keepdims }), 1 / ord);
}

/** The singular values of matrices. jax-js' own leaves its argument alive. Consumes `x`. */
export function svdvals(x: Operand): JaxArray {
  const value = asFloat(x);
  const values = np.linalg.svdvals(value);
  value.dispose();
  return values;
}

/** A norm of matrices by their singular values: the largest, the smallest or their sum. Consumes `x`. */
function spectralNorm(
  x: JaxArray,
  ord: 2 | -2 | "nuc",
  axes: readonly number[],
  keepdims: boolean,
): JaxArray {
  const others = x.shape.flatMap((_, axis) => (axes.includes(axis) ? [] : [axis]));
  const shape = x.shape.map((extent, axis) => (axes.includes(axis) ? 1 : extent));
  const values = svdvals(np.transpose(x, [...others, ...axes]));
  const norm = ord === "nuc" ? np.sum(values, -1) : ord === 2 ? np.max(values, -1) : np.min(values, -1);
  return keepdims ? norm.reshape(shape) : norm;
}

/** The norm of vectors along one axis, of matrices along two; of all entries without either. Consumes `x`. */
export function norm(x: Operand, options: NormOptions = {}): JaxArray {
  const value = asFloat(x);
  const { ord = null, axis = null, keepdims = false } = options;
  const axes = axis === null ? value.shape.map((_, i) => i) : [axis].flat().map((i) => axisOf(i, value.ndim));
  if (axes.length === 1 && typeof ord !== "string") {
    return vectorNorm(value, { ord: ord ?? 2, axis: axes, keepdims });
  }
  const isSpectral = ord === 2 || ord === -2 || ord === "nuc";
  return axes.length === 2 && isSpectral
    ? spectralNorm(value, ord, axes, keepdims)
    : np.linalg.norm(value, options);
}
