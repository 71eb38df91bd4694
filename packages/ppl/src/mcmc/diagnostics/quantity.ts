import { NescioError } from "@nescio/core";

/** The draws of one quantity, chain by chain. */
export type QuantityChains = readonly ArrayLike<number>[];

/** Fewer draws a chain tell nothing of convergence: every diagnostic is NaN. */
const MIN_DRAWS = 4;

/**
 * Copies the draws; undefined where no diagnostic exists: fewer than 4 draws a chain, one that is not finite, or
 * all equal.
 *
 * @throws NescioError `invalid-data` for no chains, or chains of different length.
 */
export function usableChains(chains: QuantityChains): Float64Array[] | undefined {
  const [first] = chains;
  const other = chains.findIndex(({ length }) => length !== first.length);
  if (chains.length === 0 || other >= 0) {
    throw new NescioError({
      code: "invalid-data",
      subject: "chains",
      expected: "one or more, of equal length",
      found: other >= 0 ? `lengths ${first.length} and ${chains[other].length}` : "none",
    });
  }
  const copies = chains.map((chain) => Float64Array.from(chain));
  if (first.length < MIN_DRAWS || !copies.every((chain) => chain.every(Number.isFinite))) return undefined;
  const value = first[0];
  return copies.every((chain) => chain.every((x) => x === value)) ? undefined : copies;
}

/** Every chain as two: its first and its last half. The middle draw of an odd number is left out. */
export function splitChains(chains: readonly Float64Array[]): Float64Array[] {
  return chains.flatMap((chain) => {
    const half = Math.floor(chain.length / 2);
    return [chain.subarray(0, half), chain.subarray(chain.length - half)];
  });
}

/** All draws in one array. */
export function pooled(chains: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(chains.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chain of chains) {
    all.set(chain, at);
    at += chain.length;
  }
  return all;
}

export function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

/** With n − 1 in the denominator. */
export function variance(values: Float64Array): number {
  const centre = mean(values);
  let sum = 0;
  for (const value of values) sum += (value - centre) ** 2;
  return sum / (values.length - 1);
}
