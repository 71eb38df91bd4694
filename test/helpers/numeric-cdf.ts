/**
 * Distribution function of x, from the logarithm of the density of u(x) up to a constant: trapezoids over u from −100 to 60,
 * normalised. `u` takes x to the whole line, so that densities without bound at the ends do no harm.
 */
export function numericCdf(
  logDensity: (u: number) => number,
  u: (x: number) => number,
): (x: number) => number {
  const [from, step, count] = [-100, 0.01, 16000];
  const density = Array.from({ length: count + 1 }, (_, i) => Math.exp(logDensity(from + i * step)));
  const below = [0];
  for (let i = 1; i <= count; i++) below.push(below[i - 1] + (density[i - 1] + density[i]) / 2);
  return (x) => {
    const at = Math.min(Math.max((u(x) - from) / step, 0), count);
    const cell = Math.min(Math.floor(at), count - 1);
    return (below[cell] + (at - cell) * (below[cell + 1] - below[cell])) / below[count];
  };
}

export const logit = (x: number): number => Math.log(x) - Math.log1p(-x);
/** log of the inverse of `logit`. */
export const logSigmoid = (u: number): number => Math.min(u, 0) - Math.log1p(Math.exp(-Math.abs(u)));

/** A distribution function for each reference, worked out once. */
export function cdfOf<R extends object>(
  make: (reference: R) => (x: number) => number,
): (x: number, reference: R) => number {
  const made = new WeakMap<R, (x: number) => number>();
  return (x, reference) => {
    const cdf = made.get(reference) ?? make(reference);
    made.set(reference, cdf);
    return cdf(x);
  };
}
