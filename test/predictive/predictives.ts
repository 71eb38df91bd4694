import type { Predictive } from "../../packages/core/src/predictive/predictive.js";

/** A predictive from probabilities `[image][sample][class]`. */
export function predictiveOf(probs: readonly (readonly (readonly number[])[])[]): Predictive {
  return {
    images: probs.length,
    samples: probs[0].length,
    classes: probs[0][0].length,
    logProbs: Float32Array.from(probs.flat(2), Math.log),
  };
}
