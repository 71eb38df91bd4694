import { np, type JaxArray } from "../jax.js";
import { constant, finite } from "./float.js";

// What is drawn must lie inside an open set: at its edge logarithms are infinite, and so are slopes at subnormal numbers.

/** The nearest number above 0 that is neither subnormal nor infinite; NaN stays NaN. Consumes `x`. */
export function insidePositive(x: JaxArray): JaxArray {
  return np.maximum(finite(x), constant(np.finfo(x.dtype).smallestNormal, x));
}

/** The nearest number between 0 and 1, both excluded; NaN stays NaN. Consumes `x`. */
export function insideUnit(x: JaxArray): JaxArray {
  const { epsneg, smallestNormal } = np.finfo(x.dtype);
  return np.clip(x, constant(smallestNormal, x), constant(1 - epsneg, x));
}

/** The nearest number between two of the same type, both excluded where there is one. Consumes all. */
export function insideInterval(x: JaxArray, low: JaxArray, high: JaxArray): JaxArray {
  const first = np.minimum(low.ref.add(step(low)), high.ref);
  const last = np.maximum(high.ref.sub(step(high.ref)), low);
  high.dispose();
  return np.minimum(np.maximum(x, first), last);
}

/** At least the distance to the next number. Borrows. */
function step(bound: JaxArray): JaxArray {
  const { eps, smallestNormal } = np.finfo(bound.dtype);
  return np.maximum(np.absolute(bound.ref).mul(constant(eps, bound)), constant(smallestNormal, bound));
}
