import { np, type JaxArray } from "../jax.js";
import { fastLog } from "../math/index.js";
import { compiled } from "./compiled.js";
import { exponentialsOf } from "./exponential.js";
import type { Key } from "./key.js";

const draw = compiled((shape, key, logits) => {
  const gumbels = np.negative(fastLog(exponentialsOf(key, shape)));
  return np.argmax(gumbels.add(logits), -1).astype(np.int32);
});

/**
 * Classes with probabilities in proportion to exp(logits) over the last axis: int32 of `[...sampleShape, ...logits.shape
 * without the last]`, the maximum of logits with Gumbel noise. A logit of −∞ is a class that never comes. Consumes its
 * arrays.
 */
export function categorical(key: Key, logits: JaxArray, sampleShape: readonly number[] = []): JaxArray {
  return draw([...sampleShape, ...logits.shape], key, logits);
}
