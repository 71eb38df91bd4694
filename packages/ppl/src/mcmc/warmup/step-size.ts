/** A step size that learns from the acceptance of the steps made with it. `update` returns the next one. */
export interface StepSizeAdaptation {
  /** To make the next step with. */
  readonly stepSize: number;
  /** To sample with when adaptation ends: an average, since single ones scatter. Before any update `stepSize`. */
  readonly averaged: number;
  /** @param acceptance Of the step made with `stepSize`, and its `target`; both in [0, 1]. */
  readonly update: (acceptance: number, target: number) => StepSizeAdaptation;
}

/** Share of the newest log step size in the average after `count` of them (κ of Hoffman & Gelman 2014, eq. 6). */
function share(count: number): number {
  return count ** -0.75;
}

/**
 * Dual averaging (Nesterov 2009) as in Hoffman & Gelman 2014, § 3.2.1, eq. 6, with γ = 0.05 and t₀ = 10; drawn towards
 * ten times the first step size, since large steps are the cheap ones. For acceptances that are means over many points.
 *
 * @param first Positive.
 */
export function dualAveraging(first: number): StepSizeAdaptation {
  const shrinkTo = Math.log(10 * first);
  const after = (count: number, error: number, logStep: number, logAverage: number): StepSizeAdaptation => ({
    stepSize: Math.exp(logStep),
    averaged: Math.exp(logAverage),
    update: (acceptance, target) => {
      const weight = 1 / (count + 1 + 10);
      const nextError = (1 - weight) * error + weight * (target - acceptance);
      const next = shrinkTo - (Math.sqrt(count + 1) / 0.05) * nextError;
      const newest = share(count + 1);
      return after(count + 1, nextError, next, newest * next + (1 - newest) * logAverage);
    },
  });
  // Exactly the first, where nothing adapts.
  return { ...after(0, 0, Math.log(first), Math.log(first)), stepSize: first, averaged: first };
}

/**
 * Robbins & Monro (1951) on the logarithm, with the gain t^−0.6 / (target (1 − target)) (the factor as in Garthwaite,
 * Fan & Sisson 2016). Calmer than dual averaging: for acceptances of single proposals, which are near 0 or 1.
 *
 * @param first Positive.
 */
export function robbinsMonro(first: number): StepSizeAdaptation {
  const after = (count: number, logStep: number, logAverage: number): StepSizeAdaptation => ({
    stepSize: Math.exp(logStep),
    averaged: Math.exp(logAverage),
    update: (acceptance, target) => {
      const gain = (count + 1) ** -0.6 / (target * (1 - target));
      const next = logStep + gain * (acceptance - target);
      const newest = share(count + 1);
      return after(count + 1, next, newest * next + (1 - newest) * logAverage);
    },
  });
  return { ...after(0, Math.log(first), Math.log(first)), stepSize: first, averaged: first };
}
