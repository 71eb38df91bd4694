import { lax, np, type JaxArray } from "../jax/jax.js";
import { expOf } from "./exp.js";
import { polynomial } from "./float.js";
import { isPlain } from "./plain.js";
import { twoSquare } from "./two-part.js";

const k = 3.75;
/** (1 + 2x) exp(x²) erfc(x) in powers of (x − k) / (x + k), after Shepherd and Laframboise (1981); our own fit, to 10⁻¹⁷. */
const series = [
  1.2375126308378275, -0.14024059858554697, 0.003585415485463775, 0.08227673849014516, -0.10880393014171785,
  0.09230432116037876, -0.058693398590212366, 0.028362277418940665, -0.009746579552504244,
  0.0017556258530017257, 0.0002937136342850081, -0.0002901540809795271, 5.1649211390702855e-5,
  2.2384240314224437e-5, -1.1444412439171722e-5, -9.735619015182663e-7, 1.752057970166318e-6,
  -5.721597255990987e-8, -2.591069687796658e-7, 2.3261913276696566e-8, 3.8965452548985966e-8,
  -3.743568033634583e-9, -5.28428697963142e-9, 3.110310719839165e-10, 4.434959070009628e-10,
];

/** erfc(x) without derivatives: right to the last digits also where it is small. Consumes `x`. */
export function erfcOf(x: JaxArray): JaxArray {
  if (isPlain()) return lax.erfc(x);
  // Beyond these it is 0 or 2.
  const bounded = np.maximum(np.minimum(x, 30), -30);
  const size = np.absolute(bounded.ref);
  const [square, low] = twoSquare(size.ref);
  const exp = expOf(np.negative(square)).mul(np.subtract(1, low));
  const quotient = polynomial(size.ref.sub(k).div(size.ref.add(k)), series).div(size.mul(2).add(1));
  const tail = exp.mul(quotient);
  return np.where(np.less(bounded, 0), np.subtract(2, tail.ref), tail);
}

/** The same of a number. */
export function erfc(x: number): number {
  const size = Math.abs(x);
  const t = (size - k) / (size + k);
  const scaled = series.reduceRight((sum, c) => sum * t + c, 0) / (1 + 2 * size);
  // The leading digits have an exact square.
  const leading = Math.fround(size);
  const rest = (size - leading) * (size + leading);
  const tail = size > 30 ? 0 : Math.exp(-leading * leading) * Math.exp(-rest) * scaled;
  return x < 0 ? 2 - tail : tail;
}

/** erf(x) of a number: by the series of positive terms exp(−x²) Σ 2ⁿ x²ⁿ⁺¹ / (2n + 1)‼ where x is small. */
export function erf(x: number): number {
  if (Math.abs(x) > 1) return x < 0 ? erfc(-x) - 1 : 1 - erfc(x);
  let term = x;
  let sum = x;
  for (let n = 1; n < 20; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
