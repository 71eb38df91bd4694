import type { JaxArray } from "../jax.js";
import { perform, running } from "../runtime/run.js";

/** Records a computed value under a name, so that traces and predictives have it. Consumed, and lent back. */
export function deterministic(name: string, value: JaxArray): JaxArray {
  const { frame } = running("deterministic", name);
  const lent = frame.own(value, `deterministic "${name}"`);
  return perform({ type: "deterministic", name, value: lent, stop: false }).value;
}
