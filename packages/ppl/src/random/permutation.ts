import { NescioError } from "@nescio/core";
import { np, type JaxArray } from "../jax.js";
import { bits } from "./bits.js";
import type { Key } from "./key.js";

/** `count` different indices from 0 to n − 1 in random order, each order as probable as any: int32. Consumes the key. */
export function permutationIndices(key: Key, n: number, count: number): JaxArray {
  if (!Number.isInteger(n) || !Number.isInteger(count) || count < 0 || count > n) {
    throw new NescioError({
      code: "invalid-option",
      subject: "indices to draw",
      expected: `whole numbers of which the count is at most ${n}`,
      found: `${count} of ${n}`,
    });
  }
  return np
    .argsort(bits(key, [n]))
    .slice([0, count])
    .astype(np.int32);
}
