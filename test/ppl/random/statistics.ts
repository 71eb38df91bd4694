import type { JaxArray } from "../../../packages/ppl/src/jax.js";
import { numbers } from "../distributions/values.js";

/** Moments of many draws about `center`: the mean of (x − center)^k for each k. */
export function moments(draws: readonly number[], center: number, ...orders: readonly number[]): number[] {
  return orders.map((k) => draws.reduce((sum, x) => sum + (x - center) ** k, 0) / draws.length);
}

/** How many standard errors the correlation of two samples of uniforms on (0, 1) is from 0. */
export function correlation(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  a.forEach((x, i) => (sum += (x - 0.5) * (b[i] - 0.5)));
  return (sum * 12) / Math.sqrt(a.length);
}

/** χ² of counts that are to be `expected`, in standard deviations from its mean; classes below 5 go together. */
export function chiSquare(counts: readonly number[], expected: readonly number[]): number {
  let [sum, classes, restFound, restExpected] = [0, -1, 0, 0];
  const add = (found: number, due: number): void => {
    sum += (found - due) ** 2 / due;
    classes++;
  };
  counts.forEach((found, i) => {
    if (expected[i] >= 5) add(found, expected[i]);
    else [restFound, restExpected] = [restFound + found, restExpected + expected[i]];
  });
  if (restExpected >= 1) add(restFound, restExpected);
  else if (restFound > 10) return Infinity;
  return (sum - classes) / Math.sqrt(2 * classes);
}

/** χ² of draws of counts against their probabilities, from `first` on. */
export function chiSquareOfCounts(draws: JaxArray, first: number, probabilities: readonly number[]): number {
  const counts = new Array<number>(probabilities.length).fill(0);
  const values = numbers(draws);
  for (const value of values) {
    if (value < first || value >= first + counts.length) return Infinity;
    counts[value - first]++;
  }
  return chiSquare(
    counts,
    probabilities.map((p) => p * values.length),
  );
}

/** log n!, by addition: exact enough for probabilities. */
export function logFactorials(n: number): number[] {
  const logs = [0];
  for (let k = 1; k <= n; k++) logs.push(logs[k - 1] + Math.log(k));
  return logs;
}
