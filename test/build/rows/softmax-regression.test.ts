import { describe, expect, test } from "vitest";
import { linearTraining, regressionOf } from "../../../packages/core/src/build/rows/linear-training.js";
import { linearNetwork, priorOf } from "../../../packages/core/src/build/rows/recipe.js";
import {
  gradientOf,
  logProbabilities,
  softmaxRegression,
} from "../../../packages/core/src/build/rows/softmax-regression.js";
import type { RowDataset } from "../../../packages/core/src/data/dataset.js";
import { Random } from "../../../packages/core/src/math/random.js";
import type { Tensor } from "../../../packages/core/src/prediction/posterior.js";
import { trainPoint } from "../../../packages/core/src/posteriors/point/train.js";
import { expectNescioError } from "../../helpers/errors.js";
import { drawnRows, gaussians } from "./problems.js";

const overlapping = gaussians(60, 3, 3, new Random(1));
const separable = drawnRows(40, 2, (row) => [row % 2, row % 2 === 0 ? -1 - row / 40 : 1 + row / 40]);
const random = new Random(2);
/** The second column is twice the first, the third always 0, the fourth always 1. */
const dependent = drawnRows(50, 3, (row) => {
  const x = random.normal() + (row % 3);
  return [row % 3, x, 2 * x, 0, 1];
});

/** The largest derivative at what was found. */
function slope(dataset: RowDataset, precision: number): number {
  const problem = { ...regressionOf(dataset), precision };
  const { weights } = softmaxRegression(problem);
  return Math.max(...gradientOf(problem, weights, logProbabilities(problem, weights)).map(Math.abs));
}

describe("softmaxRegression", () => {
  test.each([30, 1, 0.003])("ends where the loss is level, under the precision %d", (precision) => {
    for (const dataset of [overlapping, separable, dependent])
      expect(slope(dataset, precision)).toBeLessThan(1e-4);
  });

  test("derivatives are those of the loss", () => {
    const problem = { ...regressionOf(overlapping), precision: 0.7 };
    const weights = Float64Array.from({ length: 9 }, () => random.normal());
    const loss = (at: Float64Array): number => {
      const logProbs = logProbabilities(problem, at);
      const said = Array.from(problem.labels, (label, row) => logProbs[row * 3 + label]);
      return 0.35 * at.reduce((sum, w) => sum + w * w, 0) - said.reduce((a, b) => a + b, 0);
    };
    const gradient = gradientOf(problem, weights, logProbabilities(problem, weights));
    weights.forEach((_, k) => {
      const moved = (by: number): number => loss(weights.map((w, at) => (at === k ? w + by : w)));
      expect(gradient[k]).toBeCloseTo((moved(1e-5) - moved(-1e-5)) / 2e-5, 5);
    });
  });

  test("it is the least loss: of any start, and lower than around it", () => {
    const problem = { ...regressionOf(overlapping), precision: 0.1 };
    const { weights, loss } = softmaxRegression(problem);
    const elsewhere = softmaxRegression(
      problem,
      weights.map(() => 3 * random.normal()),
    );
    weights.forEach((weight, at) => {
      expect(elsewhere.weights[at]).toBeCloseTo(weight, 5);
    });
    expect(elsewhere.loss).toBeCloseTo(loss, 8);
  });

  test("a point that the engine trains arrives at the same network", async () => {
    const { posterior } = await linearTraining(0.3)(overlapping, { seed: 1 });
    const trained = await trainPoint(linearNetwork(overlapping), overlapping, {
      ...priorOf(0.3),
      ...{ batchSize: 60, epochs: 1500, learningRate: 0.05, schedule: "cosine", threads: 1 },
    });
    // By differences of classes: what all have in common, only the prior draws to 0, slowly.
    const differences = ({ shape: [, inputs = 1], data }: Tensor): number[] =>
      Array.from(data, (weight, at) => weight - data[at % inputs]);
    const found = posterior.draw(0);
    for (const [name, tensor] of trained.posterior.weights) {
      const expected = differences(found.get(name)!);
      differences(tensor).forEach((weight, at) => {
        expect(weight).toBeCloseTo(expected[at], 1.7);
      });
    }
    const { loss } = softmaxRegression({ ...regressionOf(overlapping), precision: 0.3 });
    expect(trained.lossPerImageByEpoch.at(-1)! * 60).toBeGreaterThan(loss);
    expect(trained.lossPerImageByEpoch.at(-1)! * 60).toBeCloseTo(loss, 1);
  });

  test("columns that differ by many orders of magnitude are told", async () => {
    const huge = drawnRows(20, 2, (row) => [row % 2, 1e17 * random.normal(), 1e17 * (row % 2), 3]);
    const regression = (): unknown => softmaxRegression({ ...regressionOf(huge), precision: 0.003 });
    await expectNescioError(regression, "invalid-data", "rounding", "mean 0 and deviation 1");
  });
});
