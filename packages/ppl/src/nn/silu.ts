import { nn, np, type JaxArray } from "../jax/jax.js";
import { unary } from "../math/elementwise.js";
import { withDerivatives } from "../math/float.js";
import { logistic, sigmoidNumber } from "../math/softplus.js";
import { bounded, gated } from "./bounded.js";

/** exp(−bound) is 0 in either type. */
const bound = 800;

function siluArray(x: JaxArray, fixed: JaxArray): JaxArray {
  const { small, large, negative } = logistic(fixed.ref);
  const other = small.mul(large.ref);
  const sigmoid = np.where(negative.ref, other.ref, large.ref);
  const complement = np.where(negative, large, other);
  const near = bounded(fixed.ref, bound);
  const slope = sigmoid.ref.mul(near.ref.mul(complement.ref).add(1));
  const asymmetry = complement.ref.sub(sigmoid.ref);
  const second = sigmoid.ref.mul(complement).mul(near.mul(asymmetry).add(2));
  return withDerivatives(x, gated(fixed, sigmoid, bound), slope, second);
}

/** x / (1 + exp(−x)), elementwise. First and second derivatives are exact. Consumes `x`. */
export const silu = unary({
  number: (x) => (x < -bound ? 0 : x * sigmoidNumber(x)),
  array: siluArray,
  half: nn.silu,
});
