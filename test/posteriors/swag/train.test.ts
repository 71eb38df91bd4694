import { expect, test } from "vitest";
import { glyphs } from "../../../packages/core/src/data/glyphs.js";
import { streamSeed } from "../../../packages/core/src/math/streams.js";
import { trainPoint } from "../../../packages/core/src/posteriors/point/train.js";
import { Iterates } from "../../../packages/core/src/posteriors/swag/iterates.js";
import { trainSwag, type SwagOptions } from "../../../packages/core/src/posteriors/swag/train.js";
import { denseNetwork } from "../../../packages/core/src/layers/network.js";
import { forcedLabels } from "../../../packages/core/src/predictive/summaries.js";
import { expectNescioError } from "../../helpers/errors.js";

const network = denseNetwork([28, 28, 1], [16], 10);
const digits = glyphs({ kind: "digits", count: 600, seed: 1 });
const common = { threads: 1, batchSize: 50, seed: 4 };
const { posterior: point } = await trainPoint(network, digits, { ...common, epochs: 30 });
const start = point.weights;
const options = { ...common, epochs: 4, learningRate: 1e-3, start };

test("the moments are those of the weights on their way", async () => {
  const { posterior, iterates, settings } = await trainSwag(network, digits, {
    ...options,
    perEpoch: 3,
    rank: 5,
  });
  expect(iterates).toBe(6);
  expect(settings.seed).toBe(4);
  expect(posterior.rank).toBe(5);
  const own = new Iterates(5);
  await trainPoint(network, digits, {
    ...options,
    // Images in another order than the point has met them in.
    seed: streamSeed("swagIterates", 4),
    schedule: "constant",
    collect: {
      fromEpoch: 2,
      perEpoch: 3,
      visit: (weights) => {
        own.add(weights);
      },
    },
  });
  expect(posterior.tensors).toEqual(own.moments().tensors);
  const moved = posterior.tensors.get("out.weight")!;
  expect(moved.loc).not.toEqual(start.get("out.weight")!.data);
  expect(moved.scale.some((value) => value > 0)).toBe(true);
});

test("its networks classify, and differ", async () => {
  const { posterior } = await trainSwag(network, digits, options);
  const test = glyphs({ kind: "digits", count: 300, seed: 2 });
  const predictive = await posterior.predict(test, { samples: 10, threads: 1 });
  const right = forcedLabels(predictive).filter((label, i) => label === test.labels![i]).length;
  expect(right / 300).toBeGreaterThan(0.8);
  expect(new Set(predictive.logProbs.slice(0, 100)).size).toBeGreaterThan(50);
});

test.each<[string, Partial<SwagOptions>, string]>([
  ["a rank of 1", { rank: 1 }, "option rank: expected 0, or a whole number from 2 to 1000, got 1"],
  ["a rank of 2.5", { rank: 2.5 }, "option rank"],
  ["a beginning after the end", { fromEpoch: 4 }, "option fromEpoch: expected a whole number from 0 to 3"],
  ["a single iterate", { epochs: 1, perEpoch: 1 }, "expected two iterates or more"],
  ["more iterates than steps", { perEpoch: 13 }, "the 12 steps of an epoch, got 13"],
  ["a rate of 0", { learningRate: 0 }, "option learningRate"],
])("%s is refused", async (_, change, message) => {
  await expectNescioError(
    () => trainSwag(network, digits, { ...options, ...change }),
    "invalid-option",
    message,
  );
});
