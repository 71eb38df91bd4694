import { expect, test } from "vitest";
import { roundToHalf } from "../../packages/core/src/math/half.js";

/** The value of a half-precision number, from its bits (IEEE 754, section 3.4). */
function halfValue(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? Infinity : NaN;
  return exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15);
}

test("every half is itself, halfway between two is the even one, and beside it the nearer", () => {
  for (let bits = 0; bits < 0x7c00; bits++) {
    const value = halfValue(bits);
    expect(roundToHalf(value)).toBe(value);
    const next = bits + 1 === 0x7c00 ? 65_536 : halfValue(bits + 1);
    const middle = (value + next) / 2;
    const even = bits % 2 === 0 ? value : next === 65_536 ? Infinity : next;
    if (roundToHalf(middle) !== even || roundToHalf(-middle) !== -even) expect.fail(`halfway at ${middle}`);
    const gap = (next - value) / 16;
    if (roundToHalf(middle - gap) !== value) expect.fail(`below ${middle}`);
    if (bits < 0x7bff && roundToHalf(middle + gap) !== next) expect.fail(`above ${middle}`);
  }
});

test("signs, zero, infinities and what is not a number", () => {
  expect(roundToHalf(-1.5)).toBe(-1.5);
  expect(roundToHalf(-0)).toBe(-0);
  expect(roundToHalf(2 ** -26)).toBe(0);
  expect(roundToHalf(1e9)).toBe(Infinity);
  expect(roundToHalf(-Infinity)).toBe(-Infinity);
  expect(roundToHalf(NaN)).toBeNaN();
});
