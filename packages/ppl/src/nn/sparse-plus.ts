import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { asFloat } from "../math/float.js";

/** 0 below −1, (x + 1)² / 4 up to 1, x above. Consumes `x`. */
export function sparsePlus(x: Operand): JaxArray {
  const value = asFloat(x);
  const middle = np.square(np.clip(value.ref, -1, 1).add(1)).mul(0.25);
  return np.where(np.less(value.ref, 1), middle, value);
}

/** 0 below −1, (x + 1) / 2 up to 1, 1 above. Consumes `x`. */
export function sparseSigmoid(x: Operand): JaxArray {
  return np.clip(asFloat(x).add(1).mul(0.5), 0, 1);
}
