import type { Key } from "../random/index.js";
import { perform } from "../runtime/run.js";

/** A source of randomness for what is no random variable of the model: dropout, starting points. Lent. */
export function prngKey(name: string): Key {
  return perform({ type: "key", name, value: undefined, stop: false }).value!;
}
