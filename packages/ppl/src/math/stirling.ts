import { np, type JaxArray } from "../jax/jax.js";
import { polynomial } from "./float.js";

/** B₂, B₄, … */
export const bernoulli = [1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6, -3617 / 510];
const series = bernoulli.map((b, i) => b / ((2 * i + 2) * (2 * i + 1)));

export const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/** What log Γ(z) is above Stirling's formula: good to 3·10⁻⁹ from z = 3, to 10⁻¹⁶ from 9. Consumes `z`. */
export function stirlingTail(z: JaxArray): JaxArray {
  const w = np.reciprocal(z);
  return polynomial(w.ref.mul(w.ref), z.dtype === np.float64 ? series : series.slice(0, 6)).mul(w);
}
