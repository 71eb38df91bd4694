import type { Random } from "../../math/random.js";

/**
 * Mean 0, variance 1, never beyond ±3: the sum of three uniforms on [−1, 1). Bell-shaped enough for handwriting, and
 * the same to the last bit on every platform, which a normal made of logarithms and cosines is not.
 */
export function bell(random: Random): number {
  return 2 * (random.uniform() + random.uniform() + random.uniform()) - 3;
}
