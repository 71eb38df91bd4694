import { createDataset, imageSize, selectImages, type Dataset } from "../../data/dataset.js";
import { outlierKinds, outliers } from "../../data/outliers.js";
import { roundToHalf } from "../../math/half.js";
import { randomStream, streamSeed } from "../../math/streams.js";
import { parseNetwork, parameterSpecs, type Network } from "../../layers/network.js";
import { trainPoint } from "../../posteriors/point/train.js";
import { activations } from "../../prediction/activations.js";
import type { Weights } from "../../prediction/posterior.js";
import type { ScoreOptions } from "../familiarity.js";

/** A small network that was trained to tell images of a set from outliers made of them: outputs [genuine, outlier]. */
export interface Guard {
  readonly network: Network;
  /** As half precision has them. */
  readonly weights: Weights;
}

/** Genuine images that it learns from, at most; as many outliers beside them. */
const MAX_IMAGES = 3000;
const STEPS = 900;
const BATCH = 32;
/** Larger images are averaged down before the first convolution: in pixels, of a whole image. */
const MAX_AREA = 40 * 40;

/** Trains a guard. `onProgress` counts its steps. */
export async function trainGuard(
  { input, layers }: Network,
  training: Dataset,
  { seed, ...run }: Pick<ScoreOptions, "threads" | "signal" | "onProgress"> & { readonly seed: number },
): Promise<Guard> {
  const network = guardNetwork(input, layers[0].type === "normalize" ? [layers[0]] : []);
  const images = examples(training, seed);
  const perEpoch = Math.ceil(images.count / BATCH);
  const { posterior } = await trainPoint(network, images, {
    epochs: Math.max(2, Math.round(STEPS / perEpoch)),
    batchSize: BATCH,
    learningRate: 2e-3,
    klWeight: 1,
    seed: streamSeed("guardTraining", seed),
    threads: run.threads,
    signal: run.signal,
    onProgress: ({ step, steps }) => run.onProgress?.(step, steps),
  });
  const weights = new Map(
    parameterSpecs(network).map(({ name, shape }) => [
      name,
      { shape, data: posterior.weights.get(name)!.data.map(roundToHalf) },
    ]),
  );
  return { network, weights };
}

/** How much rather each image is genuine than an outlier, in logits: `[images]`. */
export async function guardScores(
  { network, weights }: Guard,
  images: Dataset,
  options: ScoreOptions,
): Promise<Float32Array> {
  const outputs = await activations(network, weights, images, options);
  return Float32Array.from({ length: images.count }, (_, i) => outputs[2 * i] - outputs[2 * i + 1]);
}

function guardNetwork(input: Network["input"], normalize: readonly object[]): Network {
  const [height, width] = input;
  const shrink = Math.ceil(Math.sqrt((height * width) / MAX_AREA));
  const layers: object[] = [...normalize];
  if (shrink > 1) layers.push({ type: "avgPool2d", size: shrink });
  let side = Math.floor(Math.min(height, width) / shrink);
  for (const [i, outputs] of [16, 32].entries()) {
    if (side < 3) break;
    layers.push({ type: "conv2d", name: `conv${i + 1}`, outputs, kernel: 3, padding: 1 }, { type: "relu" });
    layers.push({ type: "maxPool2d", size: 2 });
    side = Math.floor(side / 2);
  }
  layers.push({ type: "flatten" }, { type: "dense", name: "fc1", outputs: 32 }, { type: "relu" });
  return parseNetwork({ input, layers: [...layers, { type: "dense", name: "out", outputs: 2 }] });
}

/** Genuine images, and as many outliers of all kinds made of them. */
function examples(training: Dataset, seed: number): Dataset {
  const chosen = randomStream("guardTraining", seed, 1).permutation(training.count).subarray(0, MAX_IMAGES);
  const genuine = selectImages(training, chosen);
  const each = Math.ceil(genuine.count / outlierKinds.length);
  const made = outlierKinds.map((kind) =>
    outliers(kind, genuine, { count: each, seed: streamSeed("guardTraining", seed, 2) }),
  );
  const size = imageSize(genuine);
  const count = genuine.count + each * made.length;
  const pixels = new Uint8Array(count * size);
  pixels.set(genuine.pixels);
  made.forEach((set, k) => {
    pixels.set(set.pixels, (genuine.count + k * each) * size);
  });
  const labels = Uint8Array.from({ length: count }, (_, i) => Number(i >= genuine.count));
  const { height, width, channels } = genuine;
  const facts = { name: `${training.name} and outliers`, count, height, width, channels, pixels, labels };
  return createDataset({ ...facts, classes: ["genuine", "outlier"] });
}
