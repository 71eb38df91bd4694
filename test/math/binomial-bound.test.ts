import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binomialUpperBound, logBinomialTail } from "../../packages/core/src/math/binomial-bound.js";
import { expectNescioError } from "../helpers/errors.js";

fc.configureGlobal({ seed: 20_260 });

/** P(X ≤ k) by exact rational arithmetic, for p a whole number of 64ths. */
function exactTail(k: number, n: number, p64: number): number {
  let [binomial, sum] = [1n, 0n];
  for (let j = 0; j <= k; j++) {
    sum += binomial * BigInt(p64) ** BigInt(j) * BigInt(64 - p64) ** BigInt(n - j);
    binomial = (binomial * BigInt(n - j)) / BigInt(j + 1);
  }
  const scale = 10n ** 30n;
  return Number((sum * scale) / 64n ** BigInt(n)) / 1e30;
}

describe("logBinomialTail", () => {
  it("is the sum of the probabilities", () => {
    const cases = fc.tuple(fc.integer({ min: 1, max: 60 }), fc.nat(60), fc.integer({ min: 1, max: 63 }));
    fc.assert(
      fc.property(cases, ([n, some, p64]) => {
        const k = some % (n + 1);
        const exact = exactTail(k, n, p64);
        fc.pre(exact > 1e-12);
        expect(Math.exp(logBinomialTail(k, n, p64 / 64)) / exact).toBeCloseTo(1, 11);
      }),
    );
  });

  // The first by exact rational arithmetic, the others in closed form.
  it.each([
    [8, 10_000, 0.002, Math.log(0.0020715897400684097)],
    [0, 10_000, 0.002, 10_000 * Math.log1p(-0.002)],
    [9999, 10_000, 0.999, Math.log1p(-(0.999 ** 10_000))],
  ])("of %i in %i at %d", (k, n, p, expected) => {
    expect(logBinomialTail(k, n, p)).toBeCloseTo(expected, 5);
  });

  it("holds where the tail is far too small for a number", () => {
    // One term outweighs all before it by the ratio (n − k) p / (k (1 − p)) = 3: the sum is that of a geometric series.
    const [k, n, p] = [2500, 10_000, 0.5];
    let term = n * Math.log(0.5);
    for (let j = 1; j <= k; j++) term += Math.log((n - j + 1) / j);
    expect(term).toBeLessThan(-1300);
    expect(logBinomialTail(k, n, p) - term).toBeCloseTo(Math.log(1.5), 3);
  });
});

describe("binomialUpperBound", () => {
  it("has closed forms at the ends", () => {
    expect(binomialUpperBound(0, 1000, 0.05)).toBeCloseTo(1 - 0.05 ** 0.001, 14);
    expect(binomialUpperBound(7, 7, 0.05)).toBe(1);
    expect(binomialUpperBound(6, 7, 0.05)).toBeCloseTo(0.95 ** (1 / 7), 14);
  });

  it("leaves exactly the stated probability to the outcomes seen", () => {
    for (const [k, n, delta] of [
      [1, 10, 0.1],
      [5, 8000, 0.01 / 13],
      [400, 10_000, 1e-6],
      [5000, 10_000, 0.5],
    ] as const) {
      const bound = binomialUpperBound(k, n, delta);
      expect(logBinomialTail(k, n, bound)).toBeCloseTo(Math.log(delta), 8);
      expect(logBinomialTail(k, n, bound)).toBeLessThanOrEqual(Math.log(delta));
      expect(bound).toBeGreaterThan(k / n);
    }
  });

  it.each([
    [-1, 10, 0.1],
    [11, 10, 0.1],
    [0, 0, 0.1],
    [0.5, 10, 0.1],
    [0, 10, 0],
    [0, 10, 1],
    [0, 10, NaN],
  ])("refuses %d of %d at %d", async (k, n, delta) => {
    await expectNescioError(() => binomialUpperBound(k, n, delta), "invalid-option", "binomial bound");
  });
});
