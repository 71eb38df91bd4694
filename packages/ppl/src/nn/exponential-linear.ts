import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { expm1 } from "../math/expm1.js";
import { asFloat, constant, together } from "../math/float.js";

/** x where it is not negative, else what `below` makes of min(x, 0). Consumes `x`. */
function piecewise(x: JaxArray, below: (x: JaxArray) => JaxArray): JaxArray {
  return np.where(np.less(x.ref, 0), below(np.minimum(x.ref, 0)), x);
}

/** α (exp(x) − 1) where x is negative, x elsewhere (Clevert et al. 2015). Consumes both. */
export function elu(x: Operand, alpha: Operand = 1): JaxArray {
  const [value, scale] = together(x, alpha);
  return piecewise(value, (negative) => expm1(negative).mul(scale));
}

/** α (exp(x / α) − 1) where x is negative, x elsewhere (Barron 2017). Consumes both. */
export function celu(x: Operand, alpha: Operand = 1): JaxArray {
  const [value, scale] = together(x, alpha);
  return piecewise(value, (negative) => expm1(negative.div(scale.ref)).mul(scale));
}

/** `elu` times a constant, both such that mean 0 and variance 1 stay (Klambauer et al. 2017). Consumes `x`. */
export function selu(x: Operand): JaxArray {
  const value = asFloat(x);
  const alpha = constant(1.6732632423543772, value);
  const scale = constant(1.0507009873554805, value);
  return piecewise(value, (negative) => expm1(negative).mul(alpha)).mul(scale);
}
