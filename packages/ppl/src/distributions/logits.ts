import type { ArrayInput } from "../array-input.js";

/** Probabilities on a logarithmic scale, as networks put them out. */
export interface Logits {
  readonly logits: ArrayInput;
}

export function isLogits(probs: ArrayInput | Logits): probs is Logits {
  return typeof probs === "object" && "logits" in probs;
}
