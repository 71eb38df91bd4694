import type { ArrayLike } from "../jax.js";
import { isArray } from "../memory.js";

/** Probabilities on a logarithmic scale, as networks put them out. */
export interface Logits {
  readonly logits: ArrayLike;
}

export function isLogits(probs: ArrayLike | Logits): probs is Logits {
  return typeof probs !== "number" && !isArray(probs);
}
