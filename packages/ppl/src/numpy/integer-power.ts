import { np, type JaxArray, type Operand } from "../jax/jax.js";
import { isFloat } from "../math/float.js";

function isWholeArray(x: Operand): x is JaxArray {
  return typeof x === "object" && !isFloat(x.dtype);
}

/** Whether a number can be the power of whole numbers that are to stay whole. */
function isCount(x: Operand): x is number {
  return typeof x === "number" && Number.isInteger(x) && x >= 0 && x < 2 ** 31;
}

/** Booleans as int32. Consumes `x`. */
function counted(x: JaxArray): JaxArray {
  return x.dtype === np.bool ? x.astype(np.int32) : x;
}

/** x to a known power, by squaring. Consumes `x`. */
function knownPower(x: JaxArray, exponent: number): JaxArray {
  let result = np.onesLike(x.ref);
  let square = x;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result = result.mul(square.ref);
    square = square.ref.mul(square);
  }
  square.dispose();
  return result;
}

/** x to powers that are not known, by squaring as often as a power of 31 bits may want it. Consumes both. */
function anyPower(x: JaxArray, y: JaxArray): JaxArray {
  const one = np.array(1, { dtype: np.int32 });
  const isNegative = np.less(y.ref, np.array(0, { dtype: y.dtype }));
  const isUnit = np.equal(np.absolute(x.ref), np.array(1, { dtype: x.dtype }));
  let rest = np.absolute(y);
  let result = np.onesLike(x.ref.mul(rest.ref.astype(x.dtype)));
  let square = x;
  for (let bit = 0; bit < 31; bit++) {
    const isSet = np.equal(np.bitwiseAnd(rest.ref, one.ref.astype(rest.dtype)), one.ref.astype(rest.dtype));
    result = np.where(isSet, result.ref.mul(square.ref), result);
    square = square.ref.mul(square);
    rest = np.rightShift(rest, one.ref.astype(rest.dtype));
  }
  for (const array of [one, rest, square]) array.dispose();
  // 1 / xⁿ is 0, but for 1 and −1.
  return np.where(np.logicalAnd(isNegative, np.logicalNot(isUnit)), np.array(0, { dtype: x.dtype }), result);
}

/**
 * xʸ of whole numbers, modulo 2³²; undefined where a float comes in. A negative power of other numbers than 1 and −1 is 0.
 * Consumes both, if it is defined.
 */
export function integerPower(x: Operand, y: Operand): JaxArray | undefined {
  if (isWholeArray(x) && isCount(y)) return knownPower(counted(x), y);
  if (isWholeArray(x) && isWholeArray(y)) return anyPower(counted(x), counted(y));
  if (isCount(x) && isWholeArray(y)) return anyPower(np.array(x, { dtype: np.int32 }), counted(y));
  return undefined;
}
