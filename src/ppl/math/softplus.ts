import { nn, type JaxArray } from "../jax.js";

/** log(1 + exp(x)). Consumes `x`. */
export function softplus(x: JaxArray): JaxArray {
  return nn.softplus(x);
}
