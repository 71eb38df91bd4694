import { describe, expect, it } from "vitest";
import { Random } from "../../packages/core/src/math/random.js";
import {
  decodeMartingale,
  logCapital,
  startMartingale,
  updateMartingale,
  type TestMartingale,
} from "../../packages/core/src/monitoring/test-martingale.js";
import { expectNescioError } from "../helpers/errors.js";

/** Uniform on (0, 1). */
const uniform = (random: Random): number => random.uniform() + 2 ** -25;

function after(martingale: TestMartingale, count: number, pValue: () => number): TestMartingale {
  for (let i = 0; i < count; i++) martingale = updateMartingale(martingale, pValue());
  return martingale;
}

describe("test martingale", () => {
  it("has a capital of 1 at the start", () => {
    expect(logCapital(startMartingale())).toBeCloseTo(0, 15);
  });

  it("bets at fair odds: over uniform p-values the next capital is the present one in the mean", () => {
    const random = new Random(3);
    const drifted = after(startMartingale(), 200, () => uniform(random) ** 3);
    for (const martingale of [startMartingale(), drifted]) {
      // ∫ f(p) dp = ∫ f(v^16 / 2) 8 v^15 dv + the same from above: without poles at the ends.
      const steps = 20_000;
      let mean = 0;
      for (let i = 0; i < steps; i++) {
        const v = (i + 0.5) / steps;
        const weight = (8 * v ** 15) / steps;
        for (const p of [v ** 16 / 2, 1 - v ** 16 / 2]) {
          const gain = logCapital(updateMartingale(martingale, p)) - logCapital(martingale);
          mean += weight * Math.exp(gain);
        }
      }
      // What lies within 2⁻⁵³ of an end counts as if it lay there: 2⁻⁵³ to the eighth is 1 % of the bet with ε = 1/8.
      expect(mean).toBeLessThan(1 + 1e-6);
      expect(mean).toBeGreaterThan(1 - 0.01);
    }
  });

  it("is what a mixture of power martingales started at every step comes to", () => {
    const pValues = [0.5, 0.01, 0.3, 0.9, 0.002, 0.04];
    const reserve = (t: number): number => (1 + t / 100) ** -0.25;
    let expected = reserve(pValues.length);
    for (let start = 0; start < pValues.length; start++) {
      const weight = reserve(start) - reserve(start + 1);
      for (const epsilon of [1 / 8, 1 / 4, 1 / 2, 3 / 4, 7 / 8]) {
        const won = (side: (p: number) => number): number =>
          pValues.slice(start).reduce((product, p) => product * epsilon * side(p) ** (epsilon - 1), 1);
        expected += weight * (0.18 * won((p) => p) + 0.02 * won((p) => 1 - p));
      }
    }
    const martingale = pValues.reduce(updateMartingale, startMartingale());
    expect(logCapital(martingale)).toBeCloseTo(Math.log(expected), 12);
  });

  it("reaches A on uniform p-values in no more than 1/A of the streams", () => {
    const streams = 2000;
    const alarms = { 20: 0, 100: 0 };
    for (let stream = 0; stream < streams; stream++) {
      const random = new Random(1, stream);
      const { logHighest } = after(startMartingale(), 2000, () => uniform(random));
      for (const level of [20, 100] as const) if (logHighest >= Math.log(level)) alarms[level]++;
    }
    for (const level of [20, 100] as const) {
      const deviation = Math.sqrt((1 / level) * (1 - 1 / level) * streams);
      expect(alarms[level]).toBeLessThan(streams / level + 3 * deviation);
    }
    // A test that never raises an alarm would keep the promise too.
    expect(alarms[20]).toBeGreaterThan(5);
  });

  // Beta(0.5, 1) and, for what has become too familiar, its mirror image.
  it.each([
    ["small", 0, 120, (u: number) => u ** 2],
    ["small", 20_000, 150, (u: number) => u ** 2],
    ["large", 20_000, 200, (u: number) => 1 - u ** 2],
  ])("notices p-values that are too %s after %d uniform ones within %d", (_, genuine, most, shifted) => {
    const delays: number[] = [];
    for (let stream = 0; stream < 10; stream++) {
      const random = new Random(2, stream);
      let martingale = after(startMartingale(), genuine, () => uniform(random));
      expect(martingale.logHighest).toBeLessThan(Math.log(100));
      let delay = 0;
      while (martingale.logHighest < Math.log(100) && delay < 1000) {
        martingale = updateMartingale(martingale, shifted(uniform(random)));
        delay++;
      }
      delays.push(delay);
    }
    expect(Math.max(...delays)).toBeLessThanOrEqual(most);
  });

  it("stays a number however much is won and lost", () => {
    let martingale = after(startMartingale(), 400, () => 0);
    const most = logCapital(martingale);
    // Each p-value of 0 counts as 2⁻⁵³: the boldest bet becomes 1/8 · 2^(53 · 7/8) times itself.
    expect(most).toBeCloseTo(400 * (Math.log(1 / 8) + 53 * (7 / 8) * Math.LN2), -2);
    expect(martingale.logHighest).toBe(most);
    martingale = after(martingale, 30_000, () => 0.5);
    expect(logCapital(martingale)).toBeGreaterThan(-5);
    expect(logCapital(martingale)).toBeLessThan(0);
    expect(martingale.logHighest).toBe(most);
    // And it is awake.
    expect(logCapital(after(martingale, 30, () => 1e-3))).toBeGreaterThan(Math.log(100));
  });

  it("goes on from JSON with the same numbers", () => {
    const random = new Random(9);
    const pValues = Float64Array.from({ length: 600 }, (_, i) => uniform(random) ** (i < 300 ? 1 : 6));
    const all = pValues.reduce(updateMartingale, startMartingale());
    for (const cut of [0, 299, 500]) {
      const half = pValues.subarray(0, cut).reduce(updateMartingale, startMartingale());
      const restored = decodeMartingale(JSON.parse(JSON.stringify(half)));
      expect(restored).toEqual(half);
      expect(pValues.subarray(cut).reduce(updateMartingale, restored)).toEqual(all);
    }
    expect(all.exponent).toBeGreaterThan(0);
  });

  it.each([NaN, -1e-9, 1.0001, Infinity, undefined])("refuses the p-value %j", async (pValue) => {
    await expectNescioError(
      () => updateMartingale(startMartingale(), pValue!),
      "invalid-data",
      "p-value",
      "from 0 to 1",
    );
  });

  it.each([
    [undefined, "martingale"],
    [{ ...startMartingale(), count: -1 }, "martingale, count"],
    [{ ...startMartingale(), stakes: [1] }, "martingale, stakes"],
    [{ ...startMartingale(), stakes: startMartingale().stakes.map(() => null) }, "martingale, stakes.0"],
    [{ ...startMartingale(), exponent: 1 }, "martingale, exponent"],
    [{ ...startMartingale(), logHighest: -1 }, "martingale, logHighest"],
    [{ ...startMartingale(), more: 1 }, "martingale, more"],
  ])("refuses to go on from what is no state: %j", async (value, subject) => {
    await expectNescioError(() => decodeMartingale(value), "invalid-option", `${subject}: expected`);
  });
});
