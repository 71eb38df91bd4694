import { lax, np, type JaxArray, type Operand } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { constant, isFloat } from "../math/float.js";

type Rounding = (x: Operand) => JaxArray;

/** Rounding of floats, under which whole numbers stay as they are. */
function ofFloats(round: (x: JaxArray) => JaxArray): Rounding {
  return (x) => {
    const value = typeof x === "object" ? x : np.array(Number(x));
    return isFloat(value.dtype) ? round(value) : value;
  };
}

/** The largest whole number of at most x, elementwise. Consumes `x`. */
export const floor: Rounding = ofFloats(np.floor);

/** The smallest whole number of at least x, elementwise. Consumes `x`. */
export const ceil: Rounding = ofFloats(np.ceil);

/** x without its fraction, elementwise. Consumes `x`. */
export const trunc: Rounding = ofFloats(np.trunc);

/** Fractions are exact, also next to ½ and where no float has any. Consumes `x`. */
function nearest(x: JaxArray): JaxArray {
  const below = np.floor(x.ref);
  const fraction = x.sub(below.ref);
  const isOdd = np.notEqual(np.floor(below.ref.mul(0.5)).mul(2), below.ref);
  const isTie = np.equal(fraction.ref, 0.5);
  const goesUp = np.logicalOr(np.less(0.5, fraction), np.logicalAnd(isTie, isOdd));
  return np.where(goesUp, below.ref.add(1), below);
}

function nearestNumber(x: number): number {
  const below = Math.floor(x);
  return x - below > 0.5 || (x - below === 0.5 && below % 2 !== 0) ? below + 1 : below;
}

const nearestFloat = unary({
  number: nearestNumber,
  array: (x, fixed) => {
    x.dispose();
    return nearest(fixed);
  },
  half: np.rint,
});

/** The nearest whole number, elementwise, of two the even one. Consumes `x`. */
export const rint: Rounding = ofFloats(nearestFloat);

/** The nearest number of so many decimals, elementwise, halves to even; fewer than none are tens. Consumes `x`. */
export function round(x: Operand, decimals = 0): JaxArray {
  if (decimals === 0) return rint(x);
  return ofFloats((value) => {
    // Powers of ten are exact, their inverses not.
    const factor = constant(10 ** Math.abs(decimals), value);
    const again = constant(10 ** Math.abs(decimals), value);
    return decimals > 0
      ? nearestFloat(value.mul(factor)).div(again)
      : nearestFloat(value.div(factor)).mul(again);
  })(lax.stopGradient(x));
}

/** The fraction and what is whole of x, both with its sign. Consumes `x`. */
export function modf(x: Operand): [JaxArray, JaxArray] {
  const value = typeof x === "object" && isFloat(x.dtype) ? x : np.astype(x, np.float32);
  const whole = np.trunc(value.ref);
  const isInfinite = np.equal(np.absolute(value.ref), Infinity);
  return [np.where(isInfinite, 0, value.sub(whole.ref)), whole];
}
