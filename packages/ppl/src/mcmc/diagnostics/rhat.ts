import { quantile } from "@nescio/core";
import { mean, pooled, splitChains, usableChains, variance, type QuantityChains } from "./quantity.js";
import { rankNormalize } from "./rank-normalize.js";

/** √(var⁺ / W) (Vehtari et al. 2021, eqs. 1–4): 1 where chains agree. */
function potentialScaleReduction(chains: readonly Float64Array[]): number {
  const n = chains[0].length;
  const within = mean(Float64Array.from(chains, variance));
  const between = variance(Float64Array.from(chains, mean));
  return Math.sqrt((n - 1) / n + between / within);
}

/**
 * R̂ by the recommendation of Vehtari, Gelman, Simpson, Carpenter & Bürkner, "Rank-Normalization, Folding, and
 * Localization", 2021: the larger of split-R̂ of the rank-normalised draws, which compares the chains' locations, and
 * of those folded around their median, which compares their spreads. Trust draws where it is below 1.01.
 *
 * @returns NaN for fewer than 4 draws a chain, draws that are not finite, and draws that are all equal. Infinity for
 * half-chains that are constant, but not equal.
 */
export function rhat(chains: QuantityChains): number {
  const draws = usableChains(chains);
  if (draws === undefined) return NaN;
  const median = quantile(pooled(draws), 0.5);
  const folded = draws.map((chain) => chain.map((x) => Math.abs(x - median)));
  const [locations, spreads] = [draws, folded].map((each) =>
    potentialScaleReduction(rankNormalize(splitChains(each))),
  );
  // Two values as far from the median on both sides fold into one: then nothing is there to compare.
  return Number.isNaN(spreads) ? locations : Math.max(locations, spreads);
}
