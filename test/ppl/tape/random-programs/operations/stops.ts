import { oneOf } from "../draw.js";
import { call, path, use } from "../expression.js";
import { onFloat, type Operation } from "./operation.js";

/**
 * What is not differentiated though it depends on the arguments. Finite differences record it, so it stands neither in a
 * function that is vectorised nor in a model.
 */
export const stops: Readonly<Record<string, Operation>> = {
  // Never by itself: beside the very same number that is differentiated, comparisons are at a kink.
  "lax.stopGradient": onFloat((b, x) => b.add("np.multiply", [call("lax.stopGradient", [use(x)]), use(x)])),
  // No gradient passes jax-js' conversions between float types.
  "to another float type and back": onFloat((b, x) => {
    const type = oneOf(b.random, ["np.float32", "np.float64"]);
    const other = call(".astype", [call("lax.stopGradient", [use(x)]), path(type)]);
    // Not by itself either: next to the other type, all would become that.
    const back = call(".astype", [call("np.sin", [other]), path("dtype")]);
    return b.add("np.multiply", [back, use(x)]);
  }),
};
