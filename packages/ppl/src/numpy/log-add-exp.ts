import { lax, np, type JaxArray } from "../jax/jax.js";
import { binary, type Binary } from "../math/elementwise.js";
import { expOf } from "../math/exp.js";
import { constant, withDerivatives } from "../math/float.js";
import { log1pOf } from "../math/log.js";
import { exp2Of } from "./exponential.js";

/** A base by its natural logarithm, and what it is raised by: a function without derivatives, which consumes. */
interface Base {
  readonly log: number;
  readonly power: (x: JaxArray) => JaxArray;
}

/** log(1 + b^−|x|) to the base b. Its slope at 0 is that from the right. Consumes `x`. */
function tail({ log, power }: Base, x: JaxArray, fixed: JaxArray): JaxArray {
  const natural = constant(log, fixed);
  const inverse = constant(1 / log, fixed);
  const small = power(np.negative(np.absolute(fixed.ref)));
  const large = np.reciprocal(small.ref.add(1));
  const share = small.ref.mul(large.ref);
  const slope = np.where(np.less(fixed, 0), share.ref, np.negative(share.ref));
  return withDerivatives(x, log1pOf(small).mul(inverse), slope, share.mul(large).mul(natural));
}

/**
 * The larger one, and what the other adds to it; their difference has all derivatives. Of two equal ones the first counts
 * as the larger: by the slopes of the tail both have a half.
 */
function sumOfPowers(base: Base): Binary["array"] {
  return (x, y, fixedX, fixedY) => {
    // The difference of two infinities is none.
    const isSame = np.logicalAnd(np.equal(fixedX.ref, fixedY), np.equal(np.absolute(fixedX), Infinity));
    const difference = np.where(isSame, 0, x.ref.sub(y.ref));
    return np.maximum(x, y).add(tail(base, difference, lax.stopGradient(difference.ref)));
  };
}

function sumNumber(x: number, y: number): number {
  return x === y ? x + Math.LN2 : Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y)));
}

function sumNumber2(x: number, y: number): number {
  return x === y ? x + 1 : Math.max(x, y) + Math.log1p(2 ** -Math.abs(x - y)) / Math.LN2;
}

/** log(eˣ + eʸ), elementwise. First and second derivatives are exact. Consumes both. */
export const logaddexp = binary({
  number: sumNumber,
  array: sumOfPowers({ log: 1, power: expOf }),
  half: np.logaddexp,
});

/** log₂(2ˣ + 2ʸ), elementwise. First and second derivatives are exact. Consumes both. */
export const logaddexp2 = binary({
  number: sumNumber2,
  array: sumOfPowers({ log: Math.LN2, power: exp2Of }),
  half: np.logaddexp2,
});
