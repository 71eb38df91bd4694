import { np, type JaxArray } from "../jax.js";
import { polynomial } from "../math/float.js";
import { fastLog } from "../math/log.js";

// ((1 + t) log(1 + t) − t) / t² for |t| ≤ 0.4.
const series = [
  0.5000000022, -0.1666663861, 0.08333266222, -0.05002296605, 0.03336622665, -0.02330795012, 0.01730016231,
  -0.01782788897, 0.01483663852,
];

/**
 * z log(z / m) + m − z for z and m above 0, also where they are large and close: how probabilities of counts are worked
 * out without the difference of large logarithms (Loader 2000). Consumes both.
 */
export function deviance(z: JaxArray, m: JaxArray): JaxArray {
  const t = z.ref.sub(m.ref).div(m.ref);
  const isClose = np.less(np.absolute(t.ref), 0.4);
  const near = np.where(isClose.ref, t, 0);
  const close = near.ref.mul(near.ref).mul(polynomial(near, series)).mul(m.ref);
  const far = z.ref.mul(fastLog(z.ref.div(m.ref))).sub(z.sub(m));
  return np.where(isClose, close, far);
}
