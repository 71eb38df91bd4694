import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { broadcastTo } from "./broadcasting.js";
import { cumulativeProd } from "./cumulative.js";
import { together } from "../math/float.js";

interface VanderOptions {
  /** How many powers. Default: as many as entries. */
  n?: number;
  /** Whether the powers rise from left to right. Default: no. */
  increasing?: boolean;
}

/** The powers of a vector's entries from 0 on, a row each. Consumes `x`. */
export function vander(x: Operand, options: VanderOptions = {}): JaxArray {
  const shape = np.shape(x);
  const count = options.n ?? shape[0];
  // What has no products, and what jax-js refuses.
  if (shape.length !== 1 || !Number.isInteger(count) || count < 2) return np.vander(x, options);
  const factors = broadcastTo(np.expandDims(x, 1), [shape[0], count - 1]);
  const powers = cumulativeProd(factors, { axis: 1, includeInitial: true });
  return options.increasing === true ? powers : np.flip(powers, 1);
}

/** A polynomial at x, by Horner's scheme. Its coefficients lie along the first axis, the highest first. Consumes both. */
export function polyval(coefficients: Operand, x: Operand): JaxArray {
  const [terms, value] = together(coefficients, x);
  const [first, ...others] = np.unstack(terms);
  const start = first.add(np.zerosLike(value.ref));
  const result = others.reduce((sum, term) => sum.mul(value.ref).add(term), start);
  value.dispose();
  return result;
}
