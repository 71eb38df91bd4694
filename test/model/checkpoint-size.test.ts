import { expect, test } from "vitest";
import { createDataset } from "../../packages/core/src/data/dataset.js";
import { convNetwork, denseNetwork, parseNetwork } from "../../packages/core/src/layers/network.js";
import {
  checkCheckpointSize,
  checkpointBytes,
  encodeCheckpoint,
} from "../../packages/core/src/model/checkpoint.js";
import { trainMeanField } from "../../packages/core/src/posteriors/mean-field/train.js";
import { trainPoint } from "../../packages/core/src/posteriors/point/train.js";
import type { Checkpoint } from "../../packages/core/src/training/options.js";
import { expectNescioError } from "../helpers/errors.js";

const images = createDataset({
  ...{ name: "stripes", count: 24, height: 6, width: 6, channels: 1, classes: ["dark", "light"] },
  pixels: Uint8Array.from({ length: 24 * 36 }, (_, i) => (Math.floor(i / 36) % 2) * 150 + (i % 7)),
  labels: Uint8Array.from({ length: 24 }, (_, i) => i % 2),
});

const normed = parseNetwork({
  input: [6, 6, 1],
  layers: [
    { type: "conv2d", name: "c", outputs: 5, kernel: 3, padding: 1 },
    { type: "groupNorm", name: "n", groups: 5 },
    { type: "relu" },
    { type: "flatten" },
    { type: "dense", name: "out", outputs: 2 },
  ],
});

test.each([
  ["a dense network", denseNetwork([6, 6, 1], [5, 3], 2)],
  ["convolutions", convNetwork([6, 6, 1], { channels: [3], kernel: 3, hidden: [5] }, 2)],
  ["norms", normed],
])("the size of a checkpoint of %s is known before training", async (_, network) => {
  for (const train of [trainMeanField, trainPoint]) {
    const kept: Checkpoint[] = [];
    const settings = { epochs: 3, batchSize: 8, threads: 1, learningRate: 0.5 };
    const onCheckpoint = (checkpoint: Checkpoint) => void kept.push(checkpoint);
    await train(network, images, { ...settings, validation: images, onCheckpoint });
    for (const checkpoint of kept) {
      const bytes = encodeCheckpoint(checkpoint, "key");
      const header = Number(Buffer.from(bytes).readBigUInt64LE(0));
      const best = checkpoint.best !== undefined;
      expect(bytes.length - 8 - header).toBe(checkpointBytes(network, { best }));
    }
  }
});

test("one of more than 2 GiB is refused, saying what to do", async () => {
  const large = denseNetwork([28, 28, 1], [60_000, 800], 10);
  const words = ["checkpoint", "at most 2130706431 bytes", "train without checkpoints"];
  await expectNescioError(() => checkCheckpointSize(large, { best: false }), "invalid-option", ...words);
  const half = denseNetwork([28, 28, 1], [60_000, 20], 10);
  checkCheckpointSize(half, { best: false });
  await expectNescioError(() => checkCheckpointSize(half, { best: true }), "invalid-option", "half as large");
});
