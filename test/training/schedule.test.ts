import { describe, expect, test } from "vitest";
import { presets } from "../../packages/core/src/training/settings.js";
import { klWeightAt, learningRateAt } from "../../packages/core/src/training/schedule.js";

const base = { ...presets.tutorial, learningRate: 0.4 };

describe("learning rate", () => {
  const rates = (settings: Partial<typeof base>, steps: number): number[] =>
    Array.from({ length: steps }, (_, step) => learningRateAt({ ...base, ...settings }, step, steps));

  test("constant", () => {
    expect(rates({}, 4)).toEqual([0.4, 0.4, 0.4, 0.4]);
  });

  test("half a cosine: full at first, half in the middle, nearly none at the end", () => {
    const values = rates({ schedule: "cosine" }, 100);
    expect(values[0]).toBe(0.4);
    expect(values[50]).toBeCloseTo(0.2, 12);
    expect(values[25]).toBeCloseTo(0.4 * (0.5 + Math.SQRT1_2 / 2), 12);
    expect(values[99]).toBeGreaterThan(0);
    expect(values[99]).toBeLessThan(2e-4);
    expect(values.every((value, i) => i === 0 || value < values[i - 1])).toBe(true);
  });

  test("a warm-up rises in equal steps, none of them 0, and joins the rest", () => {
    const values = rates({ rateWarmup: 0.4 }, 10);
    [0.08, 0.16, 0.24, 0.32, 0.4, 0.4].forEach((value, i) => expect(values[i]).toBeCloseTo(value, 12));
    expect(values[9]).toBe(0.4);
    const cosine = rates({ rateWarmup: 0.4, schedule: "cosine" }, 10);
    expect(cosine.slice(0, 4)).toEqual(values.slice(0, 4));
    expect(cosine[4]).toBe(0.4);
    expect(cosine[7]).toBeCloseTo(0.2, 12);
  });

  test("a warm-up over the whole run never turns, and one step is one step", () => {
    const values = rates({ rateWarmup: 1, schedule: "cosine" }, 7);
    expect(values.every((value, i) => value > 0 && value < 0.4 && (i === 0 || value > values[i - 1]))).toBe(
      true,
    );
    expect(rates({ schedule: "cosine" }, 1)).toEqual([0.4]);
  });
});

describe("weight of the KL", () => {
  const weight = (settings: Partial<typeof base>, step: number, count = 20): number =>
    klWeightAt({ ...base, klWeight: 0.5, ...settings }, step, 10, count, 200);

  test("full: the same for every batch, however small", () => {
    expect([weight({}, 0), weight({}, 9, 3)]).toEqual([0.5, 0.5]);
  });

  test("batch: its share of the images, so that an epoch counts the KL once", () => {
    expect(weight({ klScale: "batch" }, 0)).toBeCloseTo(0.05, 12);
    expect(weight({ klScale: "batch" }, 0, 5)).toBeCloseTo(0.0125, 12);
    const epoch = [50, 50, 50, 50].map((count) => weight({ klScale: "batch" }, 0, count));
    expect(epoch.reduce((a, b) => a + b, 0)).toBeCloseTo(0.5, 12);
  });

  test("a warm-up rises from 0 over its epochs", () => {
    const values = [0, 5, 10, 15, 19, 20, 30].map((step) => weight({ klWarmup: 2 }, step));
    [0, 0.125, 0.25, 0.375, 0.475, 0.5, 0.5].forEach((value, i) => expect(values[i]).toBeCloseTo(value, 12));
    expect(weight({ klWarmup: 0.5, klScale: "batch" }, 4)).toBeCloseTo(0.04, 12);
    expect(weight({ klWarmup: 0.5 }, 5)).toBe(0.5);
  });
});
