import type { Distribution } from "./distributions/distribution.js";
import { floatType } from "./distributions/floats.js";
import { lax, np, type JaxArray } from "./jax.js";

/**
 * A site's value with what its mask leaves out replaced by values inside the support. A log-probability may be NaN or
 * infinite there; thrown away only afterwards, it would still make the gradient NaN, as 0 · ∞ is. Borrows value and mask.
 * @returns Of the shape that value and mask broadcast to; the value itself where there is no mask.
 */
export function maskedValue(
  value: JaxArray,
  mask: JaxArray | undefined,
  { support, eventShape }: Distribution,
): JaxArray {
  if (mask === undefined) return value.ref;
  const counts = mask.ref.reshape([...mask.shape, ...eventShape.map(() => 1)]);
  const shape = np.broadcastShapes(counts.shape, value.shape);
  const inside = support.inside(shape, support.discrete ? value.dtype : floatType(value));
  return np.where(counts, value.ref, lax.stopGradient(inside));
}
