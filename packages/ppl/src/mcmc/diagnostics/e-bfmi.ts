import { mean } from "./quantity.js";

/**
 * Energy Bayesian fraction of missing information of one chain: Σ (Eₙ − Eₙ₋₁)² / Σ (Eₙ − Ē)² (Betancourt 2016,
 * "Diagnosing Suboptimal Cotangent Disintegrations in Hamiltonian Monte Carlo", § 4). Below 0.3 fresh momenta move the
 * energy too little for the chain to reach the tails; around 1 is typical.
 *
 * @param energies H at the draws of one chain, in order.
 * @returns NaN for fewer than 4, for energies that are not finite, or all equal.
 */
export function eBfmi(energies: ArrayLike<number>): number {
  const values = Float64Array.from(energies);
  if (values.length < 4) return NaN;
  const centre = mean(values);
  let steps = 0;
  let spread = 0;
  for (let i = 0; i < values.length; i++) {
    if (i > 0) steps += (values[i] - values[i - 1]) ** 2;
    spread += (values[i] - centre) ** 2;
  }
  return steps / spread;
}
