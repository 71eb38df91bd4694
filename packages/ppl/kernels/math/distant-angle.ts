// Large angles less multiples of π/2, one at a time, by Payne & Hanek, "Radian reduction for trigonometric functions"
// (1983): of the bits of 2/π only those count whose product with the angle is neither a multiple of four quarters nor
// too small to matter. 128 bits are kept, of which next to a multiple of π/2 some 61 vanish.

// A word of zeros, then 2/π = 0.1010001… in binary.
const TWO_BY_PI = memory.data<u64>([
  0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
  0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41,
  0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7,
  0x4f463f669e5fea2d, 0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab,
]);
const HALF_PI_HIGH: u64 = 0xc90fdaa22168c234;
const HALF_PI_LOW: u64 = 0xc4c6628b80dc1cd1;

/** The upper half of a product of 64-bit numbers. */
function upper(a: u64, b: u64): u64 {
  const a0 = a & 0xffffffff, a1 = a >> 32;
  const b0 = b & 0xffffffff, b1 = b >> 32;
  const middle = a1 * b0 + ((a0 * b0) >> 32);
  return a1 * b1 + (middle >> 32) + ((a0 * b1 + (middle & 0xffffffff)) >> 32);
}

/** 64 bits of 2/π from bit `first` of the table on. */
// @ts-ignore: decorator
@inline
function bitsFrom(first: u32): u64 {
  const at = TWO_BY_PI + ((first >> 6) << 3);
  const shift = first & 63;
  // Two shifts, as one by 64 would be none.
  return (load<u64>(at) << shift) | ((load<u64>(at, 8) >> 1) >> (63 - shift));
}

/** a·2/π modulo 4, for finite a ≥ 2¹⁶: as the 128-bit integer, low word first, that times 2⁻¹²⁶ is it. */
export function quarterTurns(a: f64): v128 {
  const bits = reinterpret<u64>(a);
  const m = (bits & 0x000fffffffffffff) | 0x0010000000000000;
  // a = m·2ᵉ, and bit e − 1 after the point of 2/π is the first whose product with 2ᵉ is below four.
  const first = <u32>(bits >> 52) - 1075 + 62;
  const w1 = bitsFrom(first + 64);
  const low = w1 * m + upper(bitsFrom(first + 128), m);
  const carry = u64(low < w1 * m);
  return i64x2(low, bitsFrom(first) * m + upper(w1, m) + carry);
}

/** The angle, in radians from −π/4 to π/4 as a sum of two doubles, between `turns` and the nearest quarter turn. */
export function angleFromQuarter(turns: v128): v128 {
  let low = <u64>i64x2.extract_lane(turns, 0);
  let high = (<u64>i64x2.extract_lane(turns, 1) << 2) | (low >> 62);
  low <<= 2;
  const sign = high & 0x8000000000000000;
  if (sign) {
    low = -low;
    high = ~high + u64(low == 0);
  }
  const zeros = clz(high);
  high = (high << zeros) | ((low >> 1) >> (63 - zeros));
  low <<= zeros;
  // Times π/2, in 128 bits.
  let main = upper(high, HALF_PI_HIGH);
  let rest = high * HALF_PI_HIGH;
  const crossed = upper(high, HALF_PI_LOW);
  rest += crossed;
  main += u64(rest < crossed);
  const crossedBack = upper(low, HALF_PI_HIGH);
  rest += crossedBack;
  main += u64(rest < crossedBack);
  const unit = reinterpret<f64>(sign | ((1023 - 52 - zeros) << 52));
  const next = ((main & 0x7ff) << 42) | (rest >> 22);
  return f64x2(<f64>(main >> 11) * unit, <f64>next * (unit * 1.1102230246251565e-16));
}
