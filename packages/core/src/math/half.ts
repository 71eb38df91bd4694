/** The greatest finite number of half precision (IEEE 754 binary16). */
export const mostHalf = 65_504;
/** The least above 0, a subnormal one: 2⁻²⁴. */
export const leastHalf = 2 ** -24;

const single = new Float32Array(1);
const word = new Uint32Array(single.buffer);

/**
 * The number of half precision nearest to `value` (rounded to single precision first), as its 16 bits; of two as near, the
 * one whose last bit is 0. From 65,520 on it is an infinity.
 */
export function halfBits(value: number): number {
  single[0] = value;
  const sign = (word[0] >>> 16) & 0x8000;
  const magnitude = Math.abs(single[0]);
  if (Number.isNaN(magnitude)) return sign | 0x7e00;
  if (magnitude >= 65_520) return sign | 0x7c00;
  // Below 2⁻¹⁴ the steps are as wide as at 2⁻¹⁴. Where rounding reaches the next power of two, the sum carries into the exponent.
  const exponent = Math.max(-14, ((word[0] >>> 23) & 0xff) - 127);
  const mantissa = roundToEven(magnitude * 2 ** (10 - exponent));
  return sign | (((exponent + 14) << 10) + mantissa);
}

/** By exponent, what a step of the mantissa is worth. */
const steps = Float64Array.from({ length: 32 }, (_, exponent) => 2 ** (Math.max(1, exponent) - 25));

/** The number that 16 bits of half precision mean. */
export function fromHalfBits(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return mantissa === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? mantissa : 1024 + mantissa) * steps[exponent];
}

/** The numbers that words of half precision mean. (`from` with a function gathers them in a list first, which ends the process.) */
export function fromHalves(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) values[i] = fromHalfBits(bits[i]);
  return values;
}

/** Each number's bits in half precision. */
export function toHalves(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  const bits = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) bits[i] = halfBits(values[i]);
  return bits;
}

/** The number of half precision nearest to `value`. */
export function roundToHalf(value: number): number {
  return fromHalfBits(halfBits(value));
}

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}
