import { normalQuantile } from "@nescio/core/internal";
import { pooled } from "./quantity.js";

/** How many of the ascending values are below `x`, or, where `orEqual`, not above it. */
function countBelow(sorted: Float64Array, x: number, orEqual: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle] < x || (orEqual && sorted[middle] === x)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Every draw replaced by the normal score of its rank r among all S draws, Φ⁻¹((r − 3/8) / (S + 1/4)); equal draws
 * share the mean of their ranks (Vehtari et al. 2021, eq. 14).
 */
export function rankNormalize(chains: readonly Float64Array[]): Float64Array[] {
  const sorted = pooled(chains).sort();
  return chains.map((chain) =>
    chain.map((x) => {
      const rank = (countBelow(sorted, x, false) + 1 + countBelow(sorted, x, true)) / 2;
      return normalQuantile((rank - 3 / 8) / (sorted.length + 1 / 4));
    }),
  );
}
