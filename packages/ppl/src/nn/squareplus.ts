import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { together } from "../math/float.js";
import { hypot } from "../numpy/plane.js";

/** (x + √(x² + b)) / 2, elementwise, without cancellation where x is negative (Barron 2021). Consumes both. */
export function squareplus(x: Operand, b: Operand = 4): JaxArray {
  const [value, width] = together(x, b);
  const isNegative = np.less(value.ref, 0);
  const length = hypot(value.ref, np.sqrt(width.ref));
  const difference = np.where(isNegative.ref, length.ref.sub(value.ref), 1);
  return np.where(isNegative, width.div(difference), length.add(value)).mul(0.5);
}
