import type { FamiliarityScores } from "./familiarity.js";

/**
 * Conformal p-values (Vovk, Gammerman, Shafer 2005, section 2.2): (1 + #{calibration scores that are no higher}) /
 * (their number + 1). Where a score and the calibration scores are exchangeable, P(p ≤ α) ≤ α. A score that is not a
 * number is as unfamiliar as any can be.
 *
 * @param calibration In increasing order.
 */
export function conformalPValues(scores: ArrayLike<number>, calibration: Float32Array): Float32Array {
  return Float32Array.from(scores, (score) => {
    let low = 0;
    let high = calibration.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (calibration[middle] <= score) low = middle + 1;
      else high = middle;
    }
    return (1 + low) / (calibration.length + 1);
  });
}

/**
 * The p-values again, but continued below the least that there can be, so that scores under every calibration score have
 * an order too: they fall by a factor of e with each spread's distance, the spread being how far the lowest twentieth of
 * the calibration scores lies below the next one on average (the exponential tail of excesses over a threshold; Pickands
 * 1975). For ranking only: nothing promises such small values.
 *
 * @param pValues `conformalPValues` of the scores.
 * @param calibration In increasing order.
 */
export function tailPValues(
  scores: ArrayLike<number>,
  pValues: Float32Array,
  calibration: Float32Array,
): Float32Array {
  if (calibration.length === 0) return pValues;
  const lowest = Math.ceil(calibration.length / 20);
  const next = calibration[Math.min(lowest, calibration.length - 1)];
  const spread = calibration.subarray(0, lowest).reduce((sum, score) => sum + next - score, 0) / lowest;
  return pValues.map((p, i) => {
    const below = Number.isNaN(scores[i]) ? Infinity : calibration[0] - scores[i];
    return below > 0 ? p * Math.exp(-below / spread) : p;
  });
}

/** The scores with their p-values, and those continued for ranking. */
export function withPValues(
  scores: Float32Array,
  calibration: Float32Array,
): Pick<FamiliarityScores, "scores" | "pValues" | "tails"> {
  const pValues = conformalPValues(scores, calibration);
  return { scores, pValues, tails: tailPValues(scores, pValues, calibration) };
}
