/** Headroom this wide says no more than any wider one. */
const wide = 10;

/**
 * How far `value` stays under `limit`: their ratio, at least 1 exactly where it does. Finite, so that JSON can hold it.
 * Both at least 0.
 */
export function headroom(limit: number, value: number): number {
  if (value === 0) return Number.MAX_VALUE;
  return Math.min(Number.MAX_VALUE, limit / value);
}

/**
 * One headroom for two conditions: where both are at least 1 the lesser. Where one is not met, the other one counts too, by
 * a factor of up to 1: of two images that the networks are unsure of, the one that looks less familiar is the stranger.
 */
export function jointHeadroom(one: number, other: number): number {
  const least = Math.min(one, other);
  return least >= 1 ? least : (least * Math.min(Math.max(one, other), wide)) / wide;
}
