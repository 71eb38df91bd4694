/** e^(−x²) for x ≥ 0, accurate also where x² has more digits than a double: x is a float and a small rest. */
function gaussian(x: number): number {
  const head = Math.fround(x);
  return Math.exp(-head * head) * Math.exp((head - x) * (head + x));
}

/** erf by its series without cancellation (DLMF 7.6.2), from the last term on, for 0 ≤ x < 1. */
function series(x: number): number {
  let sum = 1;
  for (let n = 40; n > 0; n--) sum = 1 + ((2 * x * x) / (2 * n + 1)) * sum;
  return (2 / Math.sqrt(Math.PI)) * gaussian(x) * x * sum;
}

/** erfc by its continued fraction (DLMF 7.9.1), for ½ ≤ x. */
function fraction(x: number): number {
  let below = x;
  for (let n = x < 2 ? 2000 : 200; n > 0; n--) below = x + n / 2 / below;
  return x < 28 ? gaussian(x) / Math.sqrt(Math.PI) / below : 0;
}

/** The error function, to 5 units in the last place. */
export function erf(x: number): number {
  const a = Math.abs(x);
  return Math.sign(x) * (a < 1 ? series(a) : 1 - fraction(a));
}

/** Its complement, to 5 units in the last place. */
export function erfc(x: number): number {
  return x < 0.5 ? 1 - erf(x) : fraction(x);
}
