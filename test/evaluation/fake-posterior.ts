import { createDataset, inputValues, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import type { FamiliarityScorer } from "../../packages/core/src/familiarity/familiarity.js";
import type { Posterior } from "../../packages/core/src/prediction/posterior.js";
import { denseNetwork } from "../../packages/core/src/layers/network.js";

/** Grey images of 4 × 4 pixels, the label their shade: dark or bright. */
export function shades(name: string, ...values: number[]): ImageDataset {
  return createDataset({
    name,
    count: values.length,
    height: 4,
    width: 4,
    channels: 1,
    pixels: Uint8Array.from(values.flatMap((value) => Array.from({ length: 16 }, () => value))),
    labels: Uint8Array.from(values, (value) => Number(value >= 128)),
    classes: ["dark", "bright"],
  });
}

/** Says "bright" with the mean shade as its probability, every sample alike; counts the images it predicted. */
export function fakePosterior(): Posterior & { predicted: number } {
  const network = denseNetwork([4, 4, 1], [], 2);
  return {
    kind: "fake",
    network,
    predicted: 0,
    draw: () => new Map(),
    predict(dataset, { samples = 3, onProgress } = {}) {
      this.predicted += dataset.count;
      const logProbs = new Float32Array(dataset.count * samples * 2);
      for (let image = 0; image < dataset.count; image++) {
        const pixels = inputValues(dataset).slice(16 * image, 16 * (image + 1));
        const bright = Array.from(pixels).reduce((sum, value) => sum + value, 0) / (16 * 255);
        for (let s = 0; s < samples; s++) {
          logProbs.set([Math.log(1 - bright), Math.log(bright)], (image * samples + s) * 2);
        }
      }
      onProgress?.(dataset.count, dataset.count);
      return Promise.resolve({ images: dataset.count, samples, classes: 2, logProbs });
    },
  };
}

/** Calls middling shades unfamiliar. */
export const fakeFamiliarity: FamiliarityScorer = {
  score(dataset) {
    const pValues = Float32Array.from({ length: dataset.count }, (_, image) =>
      Math.abs(inputValues(dataset)[16 * image] - 127.5) > 60 ? 0.5 : 0.01,
    );
    return Promise.resolve({ scores: pValues, pValues, tails: pValues.map((p) => p ** 2) });
  },
};
