import { arrayOf, type ArrayInput } from "../array-input.js";
import type { JaxArray } from "../jax.js";
import { perform, running } from "../runtime/run.js";

/** Records a computed value under a name, so that traces and predictives have it. Consumed, and lent back. */
export function deterministic(name: string, value: ArrayInput): JaxArray {
  const { frame } = running("deterministic", name);
  const label = `deterministic "${name}"`;
  const lent = frame.own(arrayOf(value, label), label);
  return perform({ type: "deterministic", name, value: lent, stop: false }).value;
}
