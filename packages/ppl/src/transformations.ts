import * as jax from "./jax.js";
import { withRefusals } from "./numberless.js";

/** A transformation of functions whose arrays have no numbers while it looks at them: what asks for these is told so. */
function refusing<T>(transform: T): T {
  const apply = transform as (f: (...args: unknown[]) => unknown, ...options: unknown[]) => unknown;
  return ((f: (...args: unknown[]) => unknown, ...options: unknown[]) =>
    apply((...args) => withRefusals(() => f(...args)), ...options)) as T;
}

/** The gradient of a function. */
export const grad: typeof jax.grad = refusing(jax.grad);
/** The value of a function and its gradient. */
export const valueAndGrad: typeof jax.valueAndGrad = refusing(jax.valueAndGrad);
/** A function of arrays as one of batches of them. */
export const vmap: typeof jax.vmap = refusing(jax.vmap);
