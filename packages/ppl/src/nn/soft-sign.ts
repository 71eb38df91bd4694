import { nn, np, type JaxArray } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { finite, withDerivatives } from "../math/float.js";

/** The derivatives by themselves: those of the quotient cancel where x is large. */
function softSignArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const near = finite(fixed);
  const width = np.absolute(near.ref).add(1);
  const inverse = np.reciprocal(width.ref);
  const slope = np.square(inverse.ref);
  const bend = slope.ref.mul(inverse).mul(2);
  const second = np.where(np.less(near.ref, 0), bend.ref, np.negative(bend));
  return withDerivatives(x, near.div(width), slope, second);
}

/** x / (1 + |x|), elementwise. First and second derivatives are exact. Consumes `x`. */
export const softSign = unary({
  number: (x) => (Math.abs(x) === Infinity ? Math.sign(x) : x / (1 + Math.abs(x))),
  array: softSignArray,
  half: nn.softSign,
});
