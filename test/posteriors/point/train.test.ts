import { describe, expect, test } from "vitest";
import { glyphs } from "../../../packages/core/src/data/glyphs.js";
import { createDataset, type ImageDataset } from "../../../packages/core/src/data/dataset.js";
import type { Weights } from "../../../packages/core/src/prediction/posterior.js";
import { trainPoint, type PointOptions } from "../../../packages/core/src/posteriors/point/train.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { denseNetwork } from "../../../packages/core/src/layers/network.js";
import { expectNescioError } from "../../helpers/errors.js";

/** One pixel, two classes: the brighter, the likelier the second. */
function shades(count: number): ImageDataset {
  const random = new Random(3);
  const pixels = Uint8Array.from({ length: count }, () => random.integer(256));
  const labels = pixels.map((value) =>
    random.uniform() < 1 / (1 + Math.exp(3 - (6 * value) / 255)) ? 1 : 0,
  );
  return createDataset({
    ...{ name: "shades", count, height: 1, width: 1, channels: 1, pixels, labels },
    classes: ["dark", "bright"],
  });
}

const network = denseNetwork([1, 1, 1], [], 2);
const options = { threads: 1, epochs: 60, batchSize: 400, learningRate: 0.05, seed: 2 } as const;

describe("trainPoint", () => {
  test("finds the maximum a posteriori of a logistic regression", async () => {
    const data = shades(400);
    const scale = 1.5;
    const { posterior } = await trainPoint(network, data, {
      ...options,
      ...{ epochs: 3000, learningRate: 0.1, klWeight: 1, prior: { loc: 0, scale } },
    });
    const [name] = [...posterior.weights.keys()];
    const weight = posterior.weights.get(name)!.data;
    const bias = posterior.weights.get(name.replace("weight", "bias"))!.data;
    // There the gradient vanishes: Σ (p − y) x + w / s² = 0, for both classes and their biases.
    const slopes = [0, 1].flatMap((k) => [weight[k] / scale ** 2, bias[k] / scale ** 2]);
    data.pixels.forEach((pixel, i) => {
      const x = pixel / 255;
      const logits = [0, 1].map((k) => weight[k] * x + bias[k]);
      const sum = Math.exp(logits[0]) + Math.exp(logits[1]);
      for (const k of [0, 1]) {
        const off = Math.exp(logits[k]) / sum - (data.labels![i] === k ? 1 : 0);
        slopes[2 * k] += off * x;
        slopes[2 * k + 1] += off;
      }
    });
    for (const slope of slopes) expect(Math.abs(slope)).toBeLessThan(0.02);
  });

  test("shows its iterates at equal distances from the epoch asked for, the last epoch's end among them", async () => {
    const data = shades(100);
    const seen: Weights[] = [];
    const { posterior } = await trainPoint(network, data, {
      ...{ ...options, batchSize: 10, epochs: 4 },
      collect: { fromEpoch: 2, perEpoch: 5, visit: (weights) => seen.push(weights) },
    });
    expect(seen.length).toBe(10);
    expect(seen.at(-1)).toEqual(posterior.weights);
    expect(seen[0]).not.toEqual(seen[1]);
  });

  test("starts where it is told", async () => {
    const data = shades(50);
    const { posterior: start } = await trainPoint(network, data, { ...options, epochs: 3 });
    const { posterior } = await trainPoint(network, data, {
      ...{ ...options, epochs: 1, learningRate: 1e-12 },
      start: start.weights,
    });
    for (const [name, { data: values }] of posterior.weights) {
      values.forEach((value, i) => expect(value).toBeCloseTo(start.weights.get(name)!.data[i], 6));
    }
  });

  test("refuses more iterates than steps, a first epoch outside of the run, and weights of another network", async () => {
    const data = glyphs({ kind: "digits", count: 20, seed: 1 });
    const visit = (): void => undefined;
    const train = (changes: PointOptions) => () =>
      trainPoint(denseNetwork([28, 28, 1], [], 10), data, { ...changes, epochs: 2 });
    await expectNescioError(
      train({ collect: { fromEpoch: 0, perEpoch: 2, visit } }),
      "invalid-option",
      "iterates collected an epoch",
      "1 steps",
    );
    for (const fromEpoch of [-1, 2, 0.5]) {
      await expectNescioError(
        train({ collect: { fromEpoch, perEpoch: 1, visit } }),
        "invalid-option",
        "first epoch of iterates: expected a whole number from 0 to 1",
      );
    }
    await expectNescioError(train({ start: new Map() }), "invalid-model", 'start, tensor "out.weight"');
  });
});
