import { describe, expect, test } from "vitest";
import { firstImages } from "../../packages/core/src/data/dataset.js";
import { featureNetwork } from "../../packages/core/src/familiarity/feature-network.js";
import { fitProjection, orthonormal } from "../../packages/core/src/familiarity/projection.js";
import { dequantize } from "../../packages/core/src/familiarity/quantize.js";
import { Random } from "../../packages/core/src/math/random.js";
import { unitFeatures } from "./oracle.js";
import { conv, randomWeights, training as all } from "./problem.js";

test("rows become orthonormal, also nearly dependent ones; zeros stay zeros", () => {
  const random = new Random(3);
  const rows = Float32Array.from({ length: 5 * 20 }, () => random.normal());
  for (let i = 0; i < 20; i++) {
    rows[40 + i] = rows[i] + 1e-4 * random.normal();
    rows[60 + i] = 0;
  }
  const made = orthonormal(rows, 20);
  for (let a = 0; a < 5; a++) {
    for (let b = 0; b < 5; b++) {
      let dot = 0;
      for (let i = 0; i < 20; i++) dot += made[a * 20 + i] * made[b * 20 + i];
      expect(dot).toBeCloseTo(a === b && a !== 3 ? 1 : 0, 6);
    }
  }
});

describe("principal axes", () => {
  const training = firstImages(all, 200);
  const features = featureNetwork(conv);
  const members = [randomWeights(conv, 1), randomWeights(conv, 2)];

  test("hold the variance that no other axes exceed, and the mean", async () => {
    const { axes, mean } = await fitProjection(features, members, training, 3, 1, {});
    const u = await unitFeatures(features, members, training);
    const length = mean.length;
    expect(length).toBe(192);
    mean.forEach((value, i) => {
      expect(value).toBeCloseTo(u.reduce((sum, row) => sum + row[i], 0) / u.length, 5);
    });
    const centred = u.map((row) => row.map((value, i) => value - mean[i]));
    const variance = (axis: ArrayLike<number>): number =>
      centred.reduce((sum, row) => sum + row.reduce((s, value, i) => s + value * axis[i], 0) ** 2, 0) /
      centred.length;
    const values = dequantize(axes);
    const columns = Array.from({ length: 3 }, (_, d) =>
      Float64Array.from({ length }, (_, i) => values[i * 3 + d]),
    );
    const held = columns.reduce((sum, axis) => sum + variance(axis), 0);

    // The largest eigenvalues one after the other by power iteration, each taken out of the data.
    let exact = 0;
    let rest = centred;
    for (let d = 0; d < 3; d++) {
      let axis = Float64Array.from({ length }, (_, i) => Math.sin(i + d));
      for (let round = 0; round < 60; round++) {
        const next = new Float64Array(length);
        for (const row of rest) {
          const dot = row.reduce((sum, value, i) => sum + value * axis[i], 0);
          row.forEach((value, i) => (next[i] += dot * value));
        }
        const norm = Math.hypot(...next);
        axis = next.map((value) => value / norm);
      }
      const along = axis;
      exact += variance(along);
      rest = rest.map((row) => {
        const dot = row.reduce((sum, value, i) => sum + value * along[i], 0);
        return row.map((value, i) => value - dot * along[i]);
      });
    }
    expect(held / exact).toBeGreaterThan(0.98);
    expect(held / exact).toBeLessThan(1.01);
  });

  test("are the same for every number of threads", async () => {
    const one = await fitProjection(features, members, training, 3, 1, { threads: 1 });
    expect(await fitProjection(features, members, training, 3, 1, { threads: 2 })).toEqual(one);
  });
});
