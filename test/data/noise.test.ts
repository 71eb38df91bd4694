import { describe, expect, it } from "vitest";
import { noise } from "../../packages/core/src/data/noise.js";
import { NescioError } from "../../packages/core/src/errors.js";
import { ksCritical, ksStatistic } from "../helpers/ks.js";

const options = { count: 40, height: 28, width: 28, channels: 1, seed: 1 };

describe("noise", () => {
  it("has the shape asked for, a name, and neither labels nor classes", () => {
    const data = noise({ count: 3, height: 4, width: 5, channels: 2, seed: 0 });
    expect(data).toMatchObject({ name: "noise", count: 3, height: 4, width: 5, channels: 2, classes: [] });
    expect(data.pixels.length).toBe(3 * 4 * 5 * 2);
    expect(data.labels).toBeUndefined();
  });

  it("is the same for the same seed and another for another", () => {
    expect(noise(options).pixels).toEqual(noise(options).pixels);
    const other = noise({ ...options, seed: 2 }).pixels;
    const equal = noise(options).pixels.filter((value, i) => value === other[i]).length;
    expect(equal / other.length).toBeLessThan(0.01);
  });

  it("is uniform over the 256 values, the ends half as often", () => {
    const { pixels } = noise(options);
    // round(255·u) ≤ k where u < (k + ½)/255; a random share of the step makes the values continuous again.
    const spread = Float64Array.from(pixels, (value, i) => (value - 0.5 + ((i * 0.618034) % 1)) / 255);
    expect(ksStatistic(spread, (x) => Math.min(1, Math.max(0, x)))).toBeLessThan(
      ksCritical(spread.length, 0.001) + 0.5 / 255,
    );
    const share = (value: number): number => pixels.filter((x) => x === value).length / pixels.length;
    expect(pixels.includes(0) && pixels.includes(255)).toBe(true);
    expect((share(0) + share(255)) / 2).toBeLessThan(0.75 / 255);
  });

  it("has neighbours that know nothing of each other", () => {
    const { pixels } = noise(options);
    for (const lag of [1, 28, 784]) {
      let sum = 0;
      for (let i = lag; i < pixels.length; i++)
        sum += (pixels[i] / 255 - 0.5) * (pixels[i - lag] / 255 - 0.5);
      expect(Math.abs((12 * sum) / (pixels.length - lag))).toBeLessThan(4 / Math.sqrt(pixels.length - lag));
    }
  });

  it("refuses sizes and seeds that make no sense", () => {
    for (const bad of [0, -1, 1.5, NaN]) {
      expect(() => noise({ ...options, count: bad })).toThrow(/noise, count: expected a positive integer/);
      expect(() => noise({ ...options, channels: bad })).toThrow(NescioError);
    }
    expect(() => noise({ ...options, count: 10_000_000 })).toThrow(/at most 2147483647 values/);
    expect(() => noise({ ...options, seed: -1 })).toThrow(/seed: expected an integer/);
  });
});
