import { np, type JaxArray } from "../jax/jax.js";
import { constant } from "./float.js";
import { isAtHand, mapNumbers } from "./host.js";

// Numbers as sums of two, which have twice the digits (Dekker 1971, A floating-point technique for extending the available
// precision). The second part is below the last digit of the first.

export type TwoPart = readonly [high: JaxArray, low: JaxArray];

/** The leading half of a float32's digits. */
function leadingHalf(x: number): number {
  const scaled = Math.fround(x * (2 ** 12 + 1));
  return Math.fround(scaled - Math.fround(scaled - x));
}

/** The leading half of the digits, and the others (Veltkamp). Of numbers below 2⁹⁹⁶, in float32 2¹¹⁵. Consumes `x`. */
function halves(x: JaxArray): TwoPart {
  // What is known jax-js computes in double precision, in which this would find no halves.
  if (x.dtype === np.float32 && isAtHand(x)) {
    const high = mapNumbers(leadingHalf, x.ref);
    return [high.ref, x.sub(high)];
  }
  const scaled = x.ref.mul(constant(x.dtype === np.float64 ? 2 ** 27 + 1 : 2 ** 12 + 1, x));
  const high = scaled.ref.sub(scaled.sub(x.ref));
  return [high.ref, x.sub(high)];
}

/** The product, with all of its digits unless it is close to underflow. Consumes both. */
export function twoProduct(x: JaxArray, y: JaxArray): TwoPart {
  const product = x.ref.mul(y.ref);
  const [xh, xl] = halves(x);
  const [yh, yl] = halves(y);
  const leading = xh.ref.mul(yh.ref).sub(product.ref);
  const middle = leading.add(xh.mul(yl.ref)).add(xl.ref.mul(yh));
  return [product, middle.add(xl.mul(yl))];
}

/** The square, likewise. Consumes `x`. */
export function twoSquare(x: JaxArray): TwoPart {
  const square = np.square(x.ref);
  const [high, low] = halves(x);
  const rest = np.square(high.ref).sub(square.ref).add(high.mul(low.ref).mul(2));
  return [square, rest.add(np.square(low))];
}

/** A constant as a double and what the double lacks. */
export type Constant = readonly [high: number, low: number];

/** A constant in two parts of the type of `x`. */
export function partsFor(x: JaxArray, [high, low]: Constant): Constant {
  return x.dtype === np.float64 ? [high, low] : [Math.fround(high), high - Math.fround(high)];
}

/** The product with a constant. Consumes `x`. */
export function timesConstant(x: JaxArray, value: Constant): TwoPart {
  const [high, low] = partsFor(x, value);
  const [product, rest] = twoProduct(x.ref, np.array(high, { dtype: x.dtype }));
  const second = constant(low, x);
  return [product, rest.add(x.mul(second))];
}

/** The sum, with all of its digits (Knuth). Consumes both. */
export function twoSum(x: JaxArray, y: JaxArray): TwoPart {
  const sum = x.ref.add(y.ref);
  const ofY = sum.ref.sub(x.ref);
  const ofX = sum.ref.sub(ofY.ref);
  return [sum, x.sub(ofX).add(y.sub(ofY))];
}
