/** Largest difference relative to the largest value. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const scale = Math.max(...Array.from(expected, Math.abs), 1e-6);
  return Math.max(...Array.from(actual, (value, i) => Math.abs(value - expected[i]))) / scale;
}
