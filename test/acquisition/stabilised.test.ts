import { describe, expect, it } from "vitest";
import { stabilised } from "../../packages/core/src/acquisition/stabilised.js";
import { Random } from "../../packages/core/src/math/random.js";
import { expectNescioError } from "../helpers/errors.js";

/** A learner of which all is known: nearest of two means, which more labels estimate better. */
function simulate(seed: number, { inputs = 2000, batch = 40, batches = 60, noise = 1 } = {}) {
  const random = new Random(seed);
  const dimensions = 5;
  const centre = Array.from({ length: dimensions }, (_, d) => (d === 0 ? 1.2 : 0.3));
  const draw = (): { x: number[]; label: number } => {
    const label = random.uniform() < 0.5 ? 0 : 1;
    return { label, x: centre.map((c) => (label === 0 ? -c : c) + noise * random.normal()) };
  };
  const traffic = Array.from({ length: inputs }, draw);
  const means = [new Float64Array(dimensions), new Float64Array(dimensions)];
  const counts = [0, 0];
  const predictions: number[][] = [];
  const accuracies: number[] = [];
  for (let b = 0; b < batches; b++) {
    for (let i = 0; i < batch; i++) {
      const { x, label } = draw();
      counts[label]++;
      x.forEach((value, d) => (means[label][d] += (value - means[label][d]) / counts[label]));
    }
    const distance = (x: readonly number[], mean: Float64Array): number =>
      x.reduce((sum, value, d) => sum + (value - mean[d]) ** 2, 0);
    const told = traffic.map(({ x }) => (distance(x, means[0]) <= distance(x, means[1]) ? 0 : 1));
    predictions.push(told);
    accuracies.push(told.filter((label, i) => label === traffic[i].label).length / inputs);
  }
  return { predictions, accuracies };
}

describe("whether more labels pay", () => {
  it("stops a learner that has learned all there is, and loses next to no accuracy by it", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const { predictions, accuracies } = simulate(seed, { batches: 150 });
      const stopped = predictions.findIndex((_, i) => i > 0 && stabilised(predictions.slice(0, i + 1)).stop);
      expect(stopped).toBeGreaterThan(3);
      expect(accuracies.at(-1)! - accuracies[stopped]).toBeLessThan(0.01);
    }
  });

  it("does not stop one that still changes its mind", () => {
    const { predictions } = simulate(3, { batch: 2, batches: 12, noise: 2 });
    for (let i = 2; i <= predictions.length; i++)
      expect(stabilised(predictions.slice(0, i)).stop).toBe(false);
  });

  it("knows the change of accuracy with its confidence", () => {
    const random = new Random(11);
    let missed = 0;
    for (let run = 0; run < 400; run++) {
      // 4 % of the traffic changes its class.
      const before = Array.from({ length: 150 }, () => Math.floor(3 * random.uniform()));
      const after = before.map((label) => (random.uniform() < 0.04 ? (label + 1) % 3 : label));
      if (stabilised([before, after], { confidence: 0.9 }).changeBound < 0.04) missed++;
    }
    expect(missed / 400).toBeLessThan(0.13);
    expect(missed).toBeGreaterThan(0);
  });

  it("has the figures of a table that is known", () => {
    const [a, b] = [
      [0, 0, 1, 1],
      [0, 1, 1, 1],
    ];
    const { kappas, changed, items } = stabilised([a, b]);
    expect({ kappas, changed, items }).toEqual({ kappas: [0.5], changed: 0.25, items: 4 });
    // (1 − p)⁴ = 0.05 for none of four.
    expect(stabilised([a, a]).changeBound).toBeCloseTo(1 - 0.05 ** 0.25, 9);
  });

  it("wants as many rounds as it is told, and enough inputs to know", () => {
    const labels = (count: number): number[] => Array.from({ length: count }, (_, i) => i % 2);
    const many = labels(1000);
    expect(stabilised([many, many, many]).stop).toBe(false);
    expect(stabilised([many, many, many, many]).stop).toBe(true);
    expect(stabilised([many, many], { rounds: 1 }).stop).toBe(true);
    const few = labels(100);
    expect(stabilised([few, few, few, few]).stop).toBe(false);
    const alike = new Array<number>(1000).fill(4);
    expect(stabilised([alike, alike, alike, alike])).toMatchObject({
      kappas: [null, null, null],
      stop: true,
    });
    const other = many.map((label, i) => (i < 100 ? 1 - label : label));
    expect(stabilised([other, many, many, many, many]).stop).toBe(true);
    expect(stabilised([many, many, other, many]).stop).toBe(false);
  });

  it("refuses what are no predictions", async () => {
    await expectNescioError(() => stabilised([[0, 1]]), "invalid-data", "at least two models");
    await expectNescioError(() => stabilised([[0, 1], [0]]), "invalid-data");
    await expectNescioError(() => stabilised([[0], [0.5]]), "invalid-data");
    await expectNescioError(() => stabilised([[0], [0]], { rounds: 0 }), "invalid-option", "rounds");
    await expectNescioError(() => stabilised([[0], [0]], { kappa: 1.5 }), "invalid-option", "kappa");
  });
});
