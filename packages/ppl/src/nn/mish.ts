import { nn, np, type JaxArray } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { expOf } from "../math/exp.js";
import { withDerivatives } from "../math/float.js";
import { bounded, gated } from "./bounded.js";

/** From here on tanh(softplus(x)) is 1, in either type, and the fourth power of exp(x) is finite. */
const large = 22;
/** exp(−bound) is 0 in either type. */
const bound = 800;

/** With u = exp(x), tanh(softplus(x)) = n / (n + 2) for n = u (u + 2); with q = 1 / (n + 2) its slope is 4u (u + 1) q². */
function mishArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const u = expOf(np.minimum(fixed.ref, large));
  const n = u.ref.mul(u.ref.add(2));
  const q = np.reciprocal(n.ref.add(2));
  const factor = n.mul(q.ref);
  const growth = u.ref.mul(u.ref.add(1)).mul(4).mul(q.ref);
  const steepness = growth.ref.mul(q.ref);
  const bend = u.ref.mul(u.mul(2).add(1)).mul(4).mul(np.square(q)).sub(growth.mul(steepness.ref));
  const near = np.minimum(bounded(fixed.ref, bound), large);
  const slope = factor.ref.add(near.ref.mul(steepness.ref));
  const second = steepness.mul(2).add(near.mul(bend));
  return withDerivatives(x, gated(fixed, factor, bound), slope, second);
}

function mishNumber(x: number): number {
  const u = Math.exp(Math.min(x, large));
  const n = u * (u + 2);
  return x < -bound ? 0 : x * (n / (n + 2));
}

/** x tanh(log(1 + exp(x))), elementwise. First and second derivatives are exact. Consumes `x`. */
export const mish = unary({ number: mishNumber, array: mishArray, half: nn.mish });
