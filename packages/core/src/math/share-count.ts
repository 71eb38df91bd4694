// A product of a share and a count is off by rounding, 0.29 · 100 is 28.999999999999996. No share of whole things lies this
// close to a whole number by chance.
const tolerance = 1e-9;

/** How many of `count` are at most this share of them: ⌊share · count⌋. */
export function mostOf(share: number, count: number): number {
  return Math.floor(share * count + tolerance * count);
}

/** How many of `count` are at least this share of them: ⌈share · count⌉. */
export function leastOf(share: number, count: number): number {
  return Math.max(0, Math.ceil(share * count - tolerance * count));
}
