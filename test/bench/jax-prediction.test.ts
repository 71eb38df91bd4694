import { expect, test } from "vitest";
import { JaxPrediction } from "../../packages/cli/src/bench/jax-prediction.js";
import { benchProblem } from "../../packages/cli/src/bench/problem.js";
import { quickBench } from "../../packages/cli/src/bench/settings.js";
import { predictMeanField } from "../../packages/core/src/posteriors/mean-field/predict.js";
import type { GaussianTensor } from "../../packages/core/src/prediction/posterior.js";

const images = 11;
const { network, sizes, tensors, test: dataset } = benchProblem({ ...quickBench, hidden: [20], images });

/** The posterior with its weights small enough for moderate outputs, and its scales times `factor`. */
function scaled(factor: number): Map<string, GaussianTensor> {
  return new Map(
    [...tensors].map(([name, { shape, loc, scale }]) => [
      name,
      { shape, loc: loc.map((value) => value / 20), scale: scale.map((value) => (value / 20) * factor) },
    ]),
  );
}

const predictor = (posterior: Map<string, GaussianTensor>): JaxPrediction =>
  new JaxPrediction({ sizes, tensors: [...posterior.values()], pixels: dataset.pixels, seed: 2 });

test("without uncertainty it is Nescio's prediction", async () => {
  const posterior = scaled(1e-6);
  const prediction = predictor(posterior);
  const expected = await predictMeanField({ network, tensors: posterior }, dataset, { samples: 1 });
  const actual = prediction.sample();
  prediction.dispose();
  expect(actual).toHaveLength(images * 10);
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected.logProbs[i], 3);
  });
});

test("with it, the log-probabilities scatter as Nescio's do", async () => {
  const posterior = scaled(1);
  const samples = 400;
  const prediction = predictor(posterior);
  const nescio = await predictMeanField({ network, tensors: posterior }, dataset, { samples });
  const draws = Array.from({ length: samples }, () => prediction.sample());
  prediction.dispose();
  const moments = (values: number[]): [mean: number, sd: number] => {
    const mean = values.reduce((a, b) => a + b) / samples;
    return [mean, Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / samples)];
  };
  for (let i = 0; i < images * 10; i++) {
    const image = Math.floor(i / 10);
    const theirs = moments(draws.map((draw) => draw[i]));
    const ours = moments(
      Array.from({ length: samples }, (_, s) => nescio.logProbs[(image * samples + s) * 10 + (i % 10)]),
    );
    // Five standard errors of a difference of means.
    expect(Math.abs(theirs[0] - ours[0])).toBeLessThan((5 * Math.SQRT2 * ours[1]) / Math.sqrt(samples));
    expect(theirs[1] / ours[1]).toBeGreaterThan(0.75);
    expect(theirs[1] / ours[1]).toBeLessThan(1.33);
  }
});
