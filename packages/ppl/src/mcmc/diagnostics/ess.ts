import { quantile } from "@nescio/core";
import { mean, pooled, splitChains, usableChains, variance, type QuantityChains } from "./quantity.js";
import { rankNormalize } from "./rank-normalize.js";

/** Σ xᵢ·xᵢ₋ₗ / n of centred values. */
function autocovariance(centred: Float64Array, lag: number): number {
  let sum = 0;
  for (let i = lag; i < centred.length; i++) sum += centred[i] * centred[i - lag];
  return sum / centred.length;
}

/**
 * Autocorrelations of the chains together, from lag 0 to an even one (Vehtari et al. 2021, eq. 10): Geyer's (1992)
 * initial positive sequence, pairs at lags 2k and 2k + 1 whose sum is positive, and the even one after the last pair.
 * Long before the last lag that ends where noise begins, so sums are cheaper here than Fourier transforms.
 */
function autocorrelations(chains: readonly Float64Array[]): number[] {
  const n = chains[0].length;
  const centred = chains.map((chain) => {
    const centre = mean(chain);
    return chain.map((x) => x - centre);
  });
  const within = mean(Float64Array.from(chains, variance));
  const between = chains.length > 1 ? variance(Float64Array.from(chains, mean)) : 0;
  const total = (within * (n - 1)) / n + between;
  const at = (lag: number): number => {
    const shared = mean(Float64Array.from(centred, (chain) => autocovariance(chain, lag)));
    return 1 - (within - shared) / total;
  };
  const rho: number[] = [];
  let even = 1;
  let odd = at(1);
  for (let lag = 2; lag < n - 3 && even + odd > 0; lag += 2) {
    rho.push(even, odd);
    even = at(lag);
    odd = at(lag + 1);
  }
  rho.push(even + odd >= 0 ? even : Math.max(even, 0));
  return rho;
}

/** Effective sample size of the mean over `chains` as they are (Vehtari et al. 2021, eqs. 11–13). */
function effectiveSize(chains: readonly Float64Array[]): number {
  const rho = autocorrelations(chains);
  const last = rho.length - 1;
  // Geyer's initial monotone sequence: no pair is larger than the one before.
  for (let k = 2; k < last; k += 2) {
    const before = rho[k - 2] + rho[k - 1];
    if (rho[k] + rho[k + 1] > before) rho[k] = rho[k + 1] = before / 2;
  }
  let tau = rho[last] - 1;
  for (let lag = 0; lag < last; lag++) tau += 2 * rho[lag];
  const size = chains.length * chains[0].length;
  // Antithetic chains do better than independent draws, but what can be measured of it has a bound.
  return size / Math.max(tau, 1 / Math.log10(size));
}

/**
 * Effective sample size of the mean of the draws: as many independent draws would estimate it as well. Chains are
 * split in halves (Vehtari et al. 2021, § 3.2).
 *
 * @returns NaN for fewer than 4 draws a chain, draws that are not finite, and draws that are all equal.
 */
export function essMean(chains: QuantityChains): number {
  const draws = usableChains(chains);
  return draws === undefined ? NaN : effectiveSize(splitChains(draws));
}

/** As `essMean`, of the rank-normalised draws: exists without moments too. Good: 100 a chain or more. */
export function essBulk(chains: QuantityChains): number {
  const draws = usableChains(chains);
  return draws === undefined ? NaN : effectiveSize(rankNormalize(splitChains(draws)));
}

/** As `essMean`, of how often a draw is at most the q-quantile of all; NaN where every draw is. */
export function essQuantile(chains: QuantityChains, q: number): number {
  const draws = usableChains(chains);
  if (draws === undefined) return NaN;
  const limit = quantile(pooled(draws), q);
  return essMean(draws.map((chain) => chain.map((x) => Number(x <= limit))));
}

/** The smaller of the effective sample sizes of the 5 % and the 95 % quantile (Vehtari et al. 2021, § 4.3). */
export function essTail(chains: QuantityChains): number {
  return Math.min(essQuantile(chains, 0.05), essQuantile(chains, 0.95));
}

/** Monte-Carlo standard error of the mean: standard deviation / √ESS, in units of the draws; NaN as `essMean`. */
export function mcseMean(chains: QuantityChains): number {
  const draws = usableChains(chains);
  if (draws === undefined) return NaN;
  return Math.sqrt(variance(pooled(draws)) / effectiveSize(splitChains(draws)));
}
