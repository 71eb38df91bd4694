import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { asFloat } from "../math/float.js";
import { sigmoid } from "../math/softplus.js";

/** The first half along an axis, times the sigmoid of the second (Dauphin et al. 2017). Consumes `x`. */
export function glu(x: Operand, axis = -1): JaxArray {
  const [first, second] = np.split(asFloat(x), 2, axis);
  return first.mul(sigmoid(second));
}
