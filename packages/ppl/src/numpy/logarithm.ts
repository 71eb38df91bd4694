import { np, type JaxArray } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { constant, finite, withDerivatives } from "../math/float.js";
import { anyLogOf, split, withEnds } from "../math/log.js";
import { logParts } from "../math/log-parts.js";
import { timesConstant, type Constant } from "../math/two-part.js";

/** log₂ x = e + log₂ m for x = m 2ᵉ: exact for powers of two. Without derivatives. Consumes `x`. */
function log2Of(x: JaxArray): JaxArray {
  const [m, e] = split(x.ref);
  return withEnds(x, e.add(anyLogOf(m).mul(constant(Math.LOG2E, e))));
}

/** 1 / ln 10. */
const inverseOfTen: Constant = [Math.LOG10E, 1.098319650216765e-17];

/** From a logarithm in two parts, which makes it exact for powers of ten. Without derivatives. Consumes `x`. */
function log10Of(x: JaxArray): JaxArray {
  const [log, logLow] = logParts(x.ref);
  const [product, low] = timesConstant(log, inverseOfTen);
  return withEnds(x, product.add(low.add(logLow.mul(Math.LOG10E))));
}

/** A logarithm whose base has the natural logarithm 1 / `inverse`, and its derivatives. Consumes both. */
function withBase(inverse: number, log: (x: JaxArray) => JaxArray) {
  return (x: JaxArray, fixed: JaxArray): JaxArray => {
    const reciprocal = np.reciprocal(fixed.ref);
    const first = finite(reciprocal.ref.mul(constant(inverse, fixed)));
    const second = finite(np.negative(first.ref.mul(reciprocal)));
    return withDerivatives(x, log(fixed), first, second);
  };
}

/** log₂ x, elementwise: −∞ at 0, NaN below. First and second derivatives are exact, but finite at 0. Consumes `x`. */
export const log2 = unary({ number: Math.log2, array: withBase(Math.LOG2E, log2Of), half: np.log2 });

/** log₁₀ x, elementwise: −∞ at 0, NaN below. First and second derivatives are exact, but finite at 0. Consumes `x`. */
export const log10 = unary({ number: Math.log10, array: withBase(Math.LOG10E, log10Of), half: np.log10 });
