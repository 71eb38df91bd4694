/** Kolmogorov–Smirnov statistic of one sample: the largest distance between its empirical distribution and `cdf`. */
export function ksStatistic(samples: ArrayLike<number>, cdf: (x: number) => number): number {
  const sorted = Float64Array.from(samples).sort();
  const n = sorted.length;
  if (n === 0 || sorted.some(Number.isNaN)) throw new RangeError("expected at least one sample and no NaN");
  let largest = 0;
  sorted.forEach((x, i) => {
    const expected = cdf(x);
    largest = Math.max(largest, (i + 1) / n - expected, expected - i / n);
  });
  return largest;
}

/** Statistic of two samples: the largest distance between their empirical distributions. */
export function ksTwoSampleStatistic(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const x = Float64Array.from(a).sort();
  const y = Float64Array.from(b).sort();
  if (x.length === 0 || y.length === 0 || x.some(Number.isNaN) || y.some(Number.isNaN)) {
    throw new RangeError("expected at least one sample in each and no NaN");
  }
  let largest = 0;
  for (let i = 0, j = 0; i < x.length && j < y.length;) {
    const at = Math.min(x[i], y[j]);
    while (i < x.length && x[i] === at) i++;
    while (j < y.length && y[j] === at) j++;
    largest = Math.max(largest, Math.abs(i / x.length - j / y.length));
  }
  return largest;
}

/**
 * Value the statistic of n samples exceeds with probability `alpha` where the distribution is right, from the
 * asymptotic tail 2·exp(−2λ²) with the finite-n correction of Stephens (1970); good from n = 20 or so.
 * For two samples of sizes n and m pass n·m/(n + m).
 */
export function ksCritical(n: number, alpha: number): number {
  const lambda = Math.sqrt(-Math.log(alpha / 2) / 2);
  const root = Math.sqrt(n);
  return lambda / (root + 0.12 + 0.11 / root);
}

/** Distribution function of the standard normal, to 1e-9 and better: power series inside, continued fraction outside. */
export function normalCdf(x: number): number {
  const z = Math.abs(x);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  let upper: number;
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let k = 3; Math.abs(term) > 1e-17 && k < 200; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    upper = 0.5 - density * sum;
  } else {
    let fraction = z;
    for (let k = 60; k > 0; k--) fraction = z + k / fraction;
    upper = density / fraction;
  }
  return x > 0 ? 1 - upper : upper;
}
