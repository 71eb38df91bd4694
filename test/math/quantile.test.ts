import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { quantile, quantileInPlace, selectInPlace } from "../../packages/core/src/math/quantile.js";

fc.configureGlobal({ seed: 20_191 });

/** NumPy's definition, from the sorted values. */
function bySorting(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  return below + (above - below) * (position - Math.floor(position));
}

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const q = fc.double({ min: 0, max: 1, noNaN: true });

describe("quantile", () => {
  // python3 -c "import numpy as np; x = [3.5, -1.25, 8, .1, .1, 2.75, -7, 4.2];
  //   print([float(np.percentile(x, p)) for p in (0, 1, 10, 25, 50, 62.5, 90, 99, 100)])"    (NumPy 2.4.6)
  const values = [3.5, -1.25, 8, 0.1, 0.1, 2.75, -7, 4.2];
  it.each([
    [0, -7],
    [0.01, -6.5975],
    [0.1, -2.9749999999999996],
    [0.25, -0.23750000000000002],
    [0.5, 1.425],
    [0.625, 3.03125],
    [0.9, 5.34],
    [0.99, 7.733999999999999],
    [1, 8],
  ])("at %d is NumPy's %d", (share, expected) => {
    expect(quantile(values, share)).toBeCloseTo(expected, 14);
  });

  // python3 -c "import numpy as np; x = ((np.arange(100) * 37 + 11) % 101) / 7;
  //   print([float(np.quantile(x, q)) for q in (0, .1, .25, .5, .75, .9, 1)])"
  const hundred = Float64Array.from({ length: 100 }, (_, i) => ((i * 37 + 11) % 101) / 7);
  it.each([
    [0, 0],
    [0.1, 1.4142857142857144],
    [0.25, 3.5357142857142856],
    [0.5, 7.071428571428571],
    [0.75, 10.642857142857142],
    [0.9, 12.871428571428574],
    [1, 14.285714285714286],
  ])("of 100 values at %d is NumPy's %d", (share, expected) => {
    expect(quantile(hundred, share)).toBeCloseTo(expected, 14);
  });

  it("agrees with sorting", () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 300 }), q, (xs, share) => {
        expect(quantile(xs, share)).toBeCloseTo(bySorting(xs, share), 6);
      }),
    );
  });

  it("agrees with sorting among many ties", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 1, maxLength: 200 }),
        q,
        (xs, share) => {
          expect(quantile(xs, share)).toBeCloseTo(bySorting(xs, share), 12);
        },
      ),
    );
  });

  it("leaves its argument alone", () => {
    const xs = Float32Array.of(3, 1, 2);
    expect(quantile(xs, 0.5)).toBe(2);
    expect([...xs]).toEqual([3, 1, 2]);
  });

  it("never decreases with q", () => {
    fc.assert(
      fc.property(fc.array(finite, { minLength: 1, maxLength: 20 }), q, q, (xs, a, b) => {
        expect(quantile(xs, Math.min(a, b))).toBeLessThanOrEqual(quantile(xs, Math.max(a, b)));
      }),
    );
  });

  it.each([-0.1, 1.1, NaN, 50])("refuses q = %d", (share) => {
    expect(() => quantile([1, 2], share)).toThrow(/expected q from 0 to 1, got/);
  });

  it.each([[[]], [[1, NaN]], [[Infinity, 1]]])("refuses the values %j", (xs) => {
    expect(() => quantile(xs, 0.5)).toThrow(/quantile: expected at least one value, all finite, got/);
  });
});

describe("quantileInPlace", () => {
  it("is the quantile of the transformed values, interpolated after the transformation", () => {
    const logs = [-3, -0.5, -1, -2];
    const expected = (Math.exp(-2) + Math.exp(-1)) / 2;
    expect(quantileInPlace(Float64Array.from(logs), 0.5, Math.exp)).toBeCloseTo(expected, 15);
  });

  it("takes -Infinity where the transformation makes it finite", () => {
    expect(quantileInPlace(Float64Array.of(-Infinity, 0, -Infinity), 0.75, Math.exp)).toBe(0.5);
    expect(quantileInPlace(Float64Array.of(-Infinity, -Infinity), 0.5, Math.exp)).toBe(0);
  });
});

describe("selectInPlace", () => {
  it("puts the k-th smallest at k, none greater before it, none smaller after it, and loses nothing", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(finite, fc.constantFrom(0, -Infinity)), { minLength: 1, maxLength: 120 }),
        fc.nat(),
        (xs, n) => {
          const k = n % xs.length;
          const values = Float64Array.from(xs);
          const found = selectInPlace(values, k);
          const sorted = Float64Array.from(xs).sort();
          expect(found === sorted[k] && values[k] === sorted[k]).toBe(true);
          expect(values.subarray(0, k).every((v) => v <= found)).toBe(true);
          expect(values.subarray(k).every((v) => v >= found)).toBe(true);
          expect([...values.sort()].every((v, i) => v === sorted[i])).toBe(true);
        },
      ),
    );
  });

  // Rising then falling values make every median of three the smallest or largest but a few: without the
  // fallback the first two take minutes and run out of time.
  it.each([
    ["organ pipe", (i: number, n: number) => Math.min(i, n - 1 - i)],
    ["valley", (i: number, n: number) => -Math.min(i, n - 1 - i)],
    ["sorted", (i: number) => i],
    ["reversed", (i: number) => -i],
    ["constant", () => 7],
  ])("stays quick on 500,000 values: %s", (_, value) => {
    const n = 500_000;
    const values = Float64Array.from({ length: n }, (__, i) => value(i, n));
    const sorted = values.slice().sort();
    expect(selectInPlace(values, n / 2)).toBe(sorted[n / 2]);
    expect(values.subarray(n / 2).every((v) => v >= sorted[n / 2])).toBe(true);
  });
});
