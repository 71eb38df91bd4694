import { np, type JaxArray } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { finite, withDerivatives } from "../math/float.js";
import { isPlain } from "../math/plain.js";
import { sineAndCosine } from "../math/sine.js";

function sinArray(x: JaxArray, fixed: JaxArray): JaxArray {
  if (isPlain()) {
    fixed.dispose();
    return np.sin(x);
  }
  const [sin, cos] = sineAndCosine(fixed);
  return withDerivatives(x, sin.ref, cos, np.negative(sin));
}

function cosArray(x: JaxArray, fixed: JaxArray): JaxArray {
  if (isPlain()) {
    fixed.dispose();
    return np.cos(x);
  }
  const [sin, cos] = sineAndCosine(fixed);
  return withDerivatives(x, cos.ref, np.negative(sin), np.negative(cos));
}

function tanArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const [sin, cos] = sineAndCosine(fixed);
  const tan = sin.div(cos.ref);
  const slope = finite(np.reciprocal(np.square(cos)));
  const second = finite(tan.ref.mul(slope.ref).mul(2));
  return withDerivatives(x, tan, slope, second);
}

/** sin, elementwise. First and second derivatives are exact. Consumes `x`. */
export const sin = unary({ number: Math.sin, array: sinArray, half: np.sin });

/** cos, elementwise. First and second derivatives are exact. Consumes `x`. */
export const cos = unary({ number: Math.cos, array: cosArray, half: np.cos });

/** tan, elementwise. First and second derivatives are exact. Consumes `x`. */
export const tan = unary({ number: Math.tan, array: tanArray, half: np.tan });
