import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { isFloat } from "../math/float.js";
import { axesOf, type Axes, type ReductionOptions } from "./axes.js";
import { isnan } from "./classification.js";
import { countable } from "./sum.js";

// jax-js has the derivative of a product as the product divided by each factor, which is NaN where one is 0. Products of two
// have theirs right, so products of many are made of these.

/** A part of the last axis. Consumes `x`. */
export function part(x: JaxArray, from: number, to: number): JaxArray {
  return x.slice(...x.shape.slice(0, -1).map((): [] => []), [from, to]);
}

/** The product along the last axis, which goes. Consumes `x`. */
function lastProduct(x: JaxArray): JaxArray {
  const batch = x.shape.slice(0, -1);
  let rest = x;
  let single: JaxArray | undefined;
  for (let count = x.shape.at(-1)!; count > 1; count = Math.floor(count / 2)) {
    const half = Math.floor(count / 2);
    if (count % 2 === 1) {
      const last = part(rest.ref, count - 1, count);
      single = single?.mul(last) ?? last;
    }
    rest = part(rest.ref, 0, half).mul(part(rest, half, 2 * half));
  }
  return (single?.mul(rest) ?? rest).reshape(batch);
}

/** The product along an axis or axes. Consumes `x`. */
export function prod(x: Operand, axes: Axes = null, options?: ReductionOptions): JaxArray {
  const value = countable(x);
  const gone = axesOf(value, axes);
  if (!isFloat(value.dtype) || gone.some((axis) => value.shape[axis] === 0))
    return np.prod(value, axes, options);
  const stay = value.shape.flatMap((_, axis) => (gone.includes(axis) ? [] : [axis]));
  const shape = stay.map((axis) => value.shape[axis]);
  const kept = value.shape.map((extent, axis) => (gone.includes(axis) ? 1 : extent));
  const count = gone.reduce((product, axis) => product * value.shape[axis], 1);
  const product = lastProduct(np.transpose(value, [...stay, ...gone]).reshape([...shape, count]));
  return options?.keepdims === true ? product.reshape(kept) : product;
}

/** The product of what is not NaN. Consumes `x`. */
export function nanprod(x: Operand, axes: Axes = null, options?: ReductionOptions): JaxArray {
  return prod(withoutNaN(x, 1), axes, options);
}

/** What is multiplied or added up, with a number in place of NaN. Consumes `x`. */
export function withoutNaN(x: Operand, instead: number): JaxArray {
  const value = countable(x);
  return isFloat(value.dtype) ? np.where(isnan(value.ref), instead, value) : value;
}
