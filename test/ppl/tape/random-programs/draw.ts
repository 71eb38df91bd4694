import type { Random } from "../../../../packages/core/src/math/random.js";

/** Whether something with this probability happens. */
export function chance(random: Random, probability: number): boolean {
  return random.uniform() < probability;
}

/** A whole number from `low` to `high`, both included. */
export function between(random: Random, low: number, high: number): number {
  return low + random.integer(high - low + 1);
}

/** A number from `low` to `high` that float32 has, of few digits, so that a program is short to read. */
export function rounded(random: Random, low: number, high: number): number {
  return Math.round(32 * (low + (high - low) * random.uniform())) / 32;
}

export function oneOf<T>(random: Random, items: readonly T[]): T {
  return items[random.integer(items.length)];
}

/** The items in random order. */
export function shuffled<T>(random: Random, items: readonly T[]): T[] {
  return Array.from(random.permutation(items.length), (i) => items[i]);
}

/** An extent of an axis, 1 to 5, a third of them 1: there broadcasting happens. */
function extent(random: Random): number {
  return chance(random, 1 / 3) ? 1 : between(random, 2, 5);
}

export function shape(random: Random, rank: number): number[] {
  return Array.from({ length: rank }, () => extent(random));
}
