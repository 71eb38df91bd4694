import { decide, defaultRule, type Predictive } from "@nescio/core";
import { predictMeanField } from "@nescio/core/internal";
import type { CrewChoice, Entrant } from "./entrant.js";
import { JaxPrediction } from "./jax-prediction.js";
import { denseFlops, type DenseProblem } from "./problem.js";

/** Nescio's predictions, and the decisions of the tutorial's rule on the last of them. */
export function nescioPredictions(
  problem: DenseProblem,
  samples: number,
  crews: readonly CrewChoice[],
): { predictions: Entrant[]; decisions: Entrant } {
  const { network, sizes, tensors, test } = problem;
  let last: Predictive | undefined;
  const predictions = crews.map((crew): Entrant => ({
    ...crew,
    subject: "prediction",
    runner: "nescio",
    flops: predictionFlops(sizes, test.count, samples),
    perRun: 1,
    run: async (signal) => {
      last = await predictMeanField({ network, tensors }, test, {
        ...crew,
        samples,
        signal,
      });
    },
    close: () => undefined,
  }));
  const decisions: Entrant = {
    subject: "decisions",
    runner: "nescio",
    threads: 1,
    variant: null,
    flops: null,
    perRun: 1,
    run: () => Promise.resolve(decide(last!, defaultRule)),
    close: () => {
      last = undefined;
    },
  };
  return { predictions, decisions };
}

/** Nescio's prediction with the decisions of the tutorial's rule on it, as one. */
export function nescioDecided(problem: DenseProblem, samples: number, crew: CrewChoice): Entrant {
  const { network, sizes, tensors, test } = problem;
  return {
    ...crew,
    subject: "prediction",
    runner: "nescio",
    flops: predictionFlops(sizes, test.count, samples),
    perRun: 1,
    run: async (signal) => {
      const options = { ...crew, samples, signal };
      decide(await predictMeanField({ network, tensors }, test, options), defaultRule);
    },
    close: () => undefined,
  };
}

/** Mean and variance of the first layer once, the later layers for every sample. */
function predictionFlops(sizes: readonly number[], images: number, samples: number): number {
  return 2 * denseFlops(sizes.slice(0, 2), images) + samples * denseFlops(sizes.slice(1), images);
}

/** jax-js's prediction, measured by one sample of all images: each further one costs the same. */
export function jaxPrediction(problem: DenseProblem, samples: number): Entrant {
  const { sizes, tensors, test } = problem;
  const prediction = new JaxPrediction({
    sizes,
    tensors: [...tensors.values()],
    pixels: test.pixels,
    seed: 1,
  });
  return {
    subject: "prediction",
    runner: "jax-js",
    threads: 1,
    variant: null,
    flops: samples * denseFlops(sizes, test.count),
    perRun: 1 / samples,
    run: () => Promise.resolve(prediction.sample()),
    close: () => prediction.dispose(),
  };
}
