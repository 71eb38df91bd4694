import { np, type JaxArray } from "../jax.js";
import { ref } from "../memory.js";
import type { Distribution } from "./distribution.js";

/**
 * Mean and standard deviation of independent Gaussians, of the full shape of a draw: fresh references. Undefined for what is no
 * Normal, wrapped by `toEvent` and `expand` at most.
 */
export function gaussianOf(distribution: Distribution): { loc: JaxArray; scale: JaxArray } | undefined {
  const { name, params, batchShape, eventShape } = distribution;
  // The wrappers keep the parameters of what they wrap.
  if (!/^((expand|toEvent)\()*Normal\)*$/.test(name)) return undefined;
  const full = (parameter: string): JaxArray =>
    np.broadcastTo(ref(params[parameter]), [...batchShape, ...eventShape]);
  return { loc: full("loc"), scale: full("scale") };
}
