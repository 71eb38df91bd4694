/**
 * How far `value` stays under `limit`: their ratio, at least 1 exactly where it does. Finite, so that JSON can hold it.
 * Both at least 0.
 */
export function margin(limit: number, value: number): number {
  if (value === 0) return Number.MAX_VALUE;
  return Math.min(Number.MAX_VALUE, limit / value);
}
