import { NescioError } from "../errors.js";

/**
 * log P(X ≤ successes) for X binomial with `trials` and probability `p` in (0, 1), summed from logarithms, so that no
 * tail is too small for a number. Each term follows from the one before it: no factorials, `successes` operations.
 */
export function logBinomialTail(successes: number, trials: number, p: number): number {
  if (successes >= trials) return 0;
  const odds = Math.log(p) - Math.log1p(-p);
  let term = trials * Math.log1p(-p);
  // The sum of all terms so far is exp(greatest) · rest.
  let greatest = term;
  let rest = 1;
  for (let k = 0; k < successes; k++) {
    term += Math.log((trials - k) / (k + 1)) + odds;
    if (term <= greatest) rest += Math.exp(term - greatest);
    else {
      rest = 1 + rest * Math.exp(greatest - term);
      greatest = term;
    }
  }
  return Math.min(0, greatest + Math.log(rest));
}

/**
 * The upper Clopper–Pearson bound: the largest p under which no more than `successes` of `trials` still have a
 * probability of `1 − confidence`. In at most that share of experiments the true p is above it.
 *
 * @param successes From 0 to `trials`, which is at least 1.
 * @param delta 1 − confidence, in (0, 1).
 * @returns From 0 to 1, by bisection, never below the exact bound.
 * @throws NescioError `invalid-option` for other numbers.
 */
export function binomialUpperBound(successes: number, trials: number, delta: number): number {
  const whole = Number.isSafeInteger(trials) && Number.isSafeInteger(successes);
  if (!whole || trials < 1 || successes < 0 || successes > trials || !(delta > 0 && delta < 1)) {
    throw new NescioError({
      code: "invalid-option",
      subject: "binomial bound",
      expected: "0 to n successes of n ≥ 1 trials, and a share of failure between 0 and 1",
      found: `${successes} of ${trials}, ${delta}`,
    });
  }
  if (successes === trials) return 1;
  if (successes === 0) return -Math.expm1(Math.log(delta) / trials);
  const target = Math.log(delta);
  let low = successes / trials;
  let high = 1;
  for (;;) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return high;
    if (logBinomialTail(successes, trials, middle) > target) low = middle;
    else high = middle;
  }
}
