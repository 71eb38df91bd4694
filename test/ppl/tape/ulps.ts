export type Width = 32 | 64;

const bits = new DataView(new ArrayBuffer(8));

/** A unit in the last place of a finite number, in the type of that width. */
function unit(x: number, width: Width): number {
  bits.setFloat64(0, x);
  const exponent = (bits.getUint16(0) & 0x7fff) >> 4;
  return width === 64 ? 2 ** (Math.max(exponent, 1) - 1075) : 2 ** (Math.max(exponent - 1023, -126) - 23);
}

/**
 * The error of `found` in units in the last place of `exact`, which for 32 bits may have more digits than these. 0
 * where both are NaN or the same infinity, `Infinity` where only one is.
 */
export function ulps(found: number, exact: number, width: Width): number {
  const rounded = width === 64 ? exact : Math.fround(exact);
  if (!Number.isFinite(rounded) || !Number.isFinite(found)) return Object.is(found, rounded) ? 0 : Infinity;
  return Math.abs(found - exact) / unit(exact, width);
}
