import { np, type JaxArray } from "../jax/jax.js";
import { constant } from "./float.js";
import { isPlain } from "./plain.js";
import { sineAndCosine } from "./sine.js";

/** Its arctangent is π/2 to the last digit of either type, and so is that of all above. */
const far = 2 ** 60;

/**
 * atan x without derivatives. jax-js' own knows seven digits of it, a; tan (atan x − a) by the subtraction formula is
 * what is missing. Consumes `x`.
 */
export function arctangentOf(x: JaxArray): JaxArray {
  if (isPlain()) return np.atan(x);
  const bounded = np.maximum(np.minimum(x, constant(far, x)), constant(-far, x));
  const near = np.atan(bounded.ref);
  const [sin, cos] = sineAndCosine(near.ref);
  const above = bounded.ref.mul(cos.ref).sub(sin.ref);
  return near.add(above.div(cos.add(bounded.mul(sin))));
}

/** asin x without derivatives: NaN beyond −1 and 1. Consumes `x`. */
export function arcsineOf(x: JaxArray): JaxArray {
  if (isPlain()) return np.asin(x);
  const cosine = np.sqrt(np.subtract(1, x.ref).mul(x.ref.add(1)));
  return arctangentOf(x.div(cosine));
}
