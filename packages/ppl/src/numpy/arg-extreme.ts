import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { isFloat } from "../math/float.js";
import { axisOf, type ReductionOptions } from "./axes.js";
import { countable } from "./sum.js";

type Reduction = typeof np.max;
type ArgExtreme = (x: Operand, axis?: number, options?: ReductionOptions) => JaxArray;

/** The place of the first extreme along an axis, or of all entries; that of the first NaN, where there is one. */
function argExtreme(extreme: Reduction): ArgExtreme {
  return (x, axis, options) => {
    const value = countable(x);
    const { ndim } = value;
    const along = axis === undefined || ndim === 0 ? np.ravel(value) : value;
    const at = axisOf(axis ?? 0, along.ndim);
    const count = along.shape[at];
    const keepdims = options?.keepdims === true;
    const best = extreme(along.ref, at, { keepdims: true });
    const places = np.arange(count).reshape(along.shape.map((_, i) => (i === at ? count : 1)));
    // Nothing equals NaN, which is the extreme where there is one.
    const isNaN = isFloat(along.dtype) ? np.notEqual(along.ref, along.ref) : false;
    const isBest = np.logicalOr(np.equal(along, best), isNaN);
    const first = np.min(np.where(isBest, places, np.array(count, { dtype: np.int32 })), at, { keepdims });
    return keepdims && axis === undefined ? first.reshape(new Array<number>(ndim).fill(1)) : first;
  };
}

/** The place of the largest entry along an axis, or of all entries in order. Consumes `x`. */
export const argmax: ArgExtreme = argExtreme(np.max);

/** The place of the smallest entry along an axis, or of all entries in order. Consumes `x`. */
export const argmin: ArgExtreme = argExtreme(np.min);
