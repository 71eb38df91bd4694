import { np, type ArrayLike, type JaxArray } from "../jax/jax.js";
import { asFloat, polynomial } from "./float.js";
import { fastLog } from "./log.js";
import { bernoulli } from "./stirling.js";

/** The asymptotic series. */
const psi = bernoulli.map((b, i) => b / (2 * i + 2));

/**
 * The derivative of log Γ(x), for x above 0, elementwise: float32 to 10⁻⁶ and float64 to 10⁻¹³ of the value or of 1,
 * whichever is larger. Consumes `x`.
 */
export function digamma(x: ArrayLike): JaxArray {
  const value = asFloat(x);
  const steps = value.dtype === np.float64 ? 10 : 5;
  const small = np.less(value.ref, steps);
  const start = np.where(small.ref, value.ref, 1);
  let sum = np.reciprocal(start.ref);
  for (let k = 1; k < steps; k++) sum = sum.add(np.reciprocal(start.ref.add(k)));
  start.dispose();
  const z = np.where(small.ref, value.ref.add(steps), value);
  const w = np.reciprocal(z.ref);
  const square = w.ref.mul(w.ref);
  const series = square.ref.mul(polynomial(square, psi));
  return fastLog(z)
    .sub(w.mul(0.5))
    .sub(series)
    .sub(np.where(small, sum, 0));
}
