import { oneOf } from "../draw.js";
import { call, path, use } from "../expression.js";
import { onFloat, type Operation } from "./operation.js";

/**
 * What is not differentiated though it depends on the arguments. Finite differences record it, so it stands neither in a
 * function that is vectorised nor in a model.
 */
export const stops: Readonly<Record<string, Operation>> = {
  "lax.stopGradient": onFloat((b, x) => {
    const stopped = b.add("lax.stopGradient", [use(x)]);
    return stopped === undefined ? undefined : b.add("np.multiply", [use(stopped), use(x)]);
  }),
  // No gradient passes jax-js' conversions between float types.
  "to another float type and back": onFloat((b, x) => {
    const type = oneOf(b.random, ["np.float32", "np.float64"]);
    const stopped = b.add("lax.stopGradient", [use(x)]);
    const other = stopped === undefined ? undefined : b.add(".astype", [use(stopped), path(type)]);
    const sine = other === undefined ? undefined : b.add("np.sin", [use(other)]);
    const back = sine === undefined ? undefined : call(".astype", [use(sine), path("dtype")]);
    return back === undefined ? undefined : b.add("np.multiply", [back, use(x)]);
  }),
};
