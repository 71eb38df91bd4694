import { describe, expect, test } from "vitest";
import {
  dualAveraging,
  robbinsMonro,
  type StepSizeAdaptation,
} from "../../../../packages/ppl/src/mcmc/warmup/step-size.js";
import { Random } from "../../../../packages/core/src/math/random.js";

test("dual averaging, two updates by hand", () => {
  const first = dualAveraging(0.5).update(0.6, 0.8);
  // H̄ = 0.2 / 11; log ε = log 5 − √1 / 0.05 · H̄; the average starts as this.
  const log1 = Math.log(5) - 20 * (0.2 / 11);
  expect(Math.log(first.stepSize)).toBeCloseTo(log1, 14);
  expect(first.averaged).toBe(first.stepSize);
  const second = first.update(1, 0.8);
  // H̄ = 11/12 · 0.2/11 − 0.2/12 = 0, so the step size is the one drawn towards.
  expect(second.stepSize).toBeCloseTo(5, 12);
  const share = 2 ** -0.75;
  expect(Math.log(second.averaged)).toBeCloseTo(share * Math.log(5) + (1 - share) * log1, 12);
});

test("Robbins–Monro, one update by hand", () => {
  const next = robbinsMonro(2).update(0, 0.25);
  expect(next.stepSize).toBeCloseTo(2 * Math.exp(-0.25 / (0.25 * 0.75)), 12);
  expect(next.averaged).toBe(next.stepSize);
});

test.each([dualAveraging, robbinsMonro])("without updates the first stays, to the last bit", (start) => {
  expect(start(0.1)).toMatchObject({ stepSize: 0.1, averaged: 0.1 });
});

describe.each<[string, (first: number) => StepSizeAdaptation, number]>([
  ["dual averaging", dualAveraging, 0.8],
  ["Robbins–Monro", robbinsMonro, 0.234],
])("%s", (_, start, target) => {
  test.each([1e-3, 1, 30])("finds the step size of the target acceptance from %f", (first) => {
    // Acceptance exp(−ε), in single proposals: the target is met at ε = −log target.
    const random = new Random(9);
    let adaptation = start(first);
    for (let i = 0; i < 4000; i++) {
      const accepted = random.uniform() < Math.exp(-adaptation.stepSize);
      adaptation = adaptation.update(Number(accepted), target);
    }
    const ratio = adaptation.averaged / -Math.log(target);
    expect(ratio).toBeGreaterThan(0.85);
    expect(ratio).toBeLessThan(1.15);
  });
});
