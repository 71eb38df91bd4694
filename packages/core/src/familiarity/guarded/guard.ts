import { createDataset, imageSize, selectImages, type ImageDataset } from "../../data/dataset.js";
import { outliers, type LookalikeKind, type OutlierKind } from "../../data/outliers.js";
import { outsideOf } from "../../data/pixel-statistics.js";
import { randomStream, streamSeed } from "../../math/streams.js";
import { imageInput, outputCount, parseNetwork, type Network } from "../../layers/network.js";
import { trainPoint } from "../../posteriors/point/train.js";
import { activations } from "../../prediction/activations.js";
import type { Weights } from "../../prediction/posterior.js";
import type { ScoreOptions } from "../familiarity.js";
import { halfWeights } from "../half-weights.js";

/**
 * A small network that was trained to tell the classes of a set, and from all of them outliers made of its images: an output
 * for each class, and the last for outliers.
 */
export interface Guard {
  readonly network: Network;
  /** As half precision has them. */
  readonly weights: Weights;
}

/** Genuine images that it learns from, at most. */
const MAX_IMAGES = 4000;
/** Where there are few they are repeated, so often at most and to so many in all: there are as many outliers, and these are all new. */
const MOST_REPEATS = 3;
const ENOUGH_IMAGES = 3000;
/** So many of the outliers are of each kind. */
const SHARES: Readonly<Record<OutlierKind | LookalikeKind, number>> = {
  noise: 1 / 16,
  flat: 1 / 16,
  scrambled: 1 / 8,
  redrawn: 1 / 4,
  retouched: 1 / 4,
  edged: 1 / 4,
};
const EPOCHS = 12;
const MAX_STEPS = 2400;
const BATCH = 32;
/** Larger images are averaged down before the first convolution: in pixels, of a whole image. */
const MAX_AREA = 40 * 40;

/** Trains a guard. */
export async function trainGuard(
  { input, layers }: Network,
  training: ImageDataset,
  { seed, threads, signal }: Pick<ScoreOptions, "threads" | "signal"> & { readonly seed: number },
): Promise<Guard> {
  const normalize = layers[0].type === "normalize" ? [layers[0]] : [];
  const network = guardNetwork(input, normalize, training.classes.length);
  const images = examples(training, seed);
  const side = Math.min(training.height, training.width);
  const { posterior } = await trainPoint(network, images, {
    epochs: Math.min(EPOCHS, Math.max(1, Math.round(MAX_STEPS / Math.ceil(images.count / BATCH)))),
    batchSize: BATCH,
    learningRate: 2e-3,
    klWeight: 0.1,
    augmentation: {
      ...{ shift: 0.05 * side, rotation: 8, scale: 0.08, elastic: 0, elasticSigma: 4 },
      outside: outsideOf(training),
    },
    seed: streamSeed("guardTraining", seed),
    threads,
    signal,
  });
  return { network, weights: halfWeights(network, posterior.weights) };
}

/** How much rather each image is of any class than an outlier, in logits: `[images]`. */
export async function guardScores(
  { network, weights }: Guard,
  images: ImageDataset,
  { threads, signal, onProgress }: ScoreOptions,
): Promise<Float32Array> {
  const outputs = await activations(network, weights, images, { threads, signal, onProgress });
  const each = outputCount(network);
  return Float32Array.from({ length: images.count }, (_, i) => {
    const classes = outputs.subarray(i * each, (i + 1) * each - 1);
    const top = classes.reduce((a, b) => Math.max(a, b));
    const sum = classes.reduce((total, value) => total + Math.exp(value - top), 0);
    return top + Math.log(sum) - outputs[(i + 1) * each - 1];
  });
}

function guardNetwork(input: Network["input"], normalize: readonly object[], classes: number): Network {
  const { height, width } = imageInput({ input });
  const shrink = Math.ceil(Math.sqrt((height * width) / MAX_AREA));
  const layers: object[] = [...normalize];
  if (shrink > 1) layers.push({ type: "avgPool2d", size: shrink });
  let side = Math.floor(Math.min(height, width) / shrink);
  for (const [i, outputs] of [16, 32, 64].entries()) {
    if (side < 3) break;
    // The first sees noise for what it is only on more than 3×3 pixels.
    const kernel = i === 0 ? 5 : 3;
    const padding = (kernel - 1) / 2;
    layers.push({ type: "conv2d", name: `conv${i + 1}`, outputs, kernel, padding }, { type: "relu" });
    layers.push({ type: "maxPool2d", size: 2 });
    side = Math.floor(side / 2);
  }
  layers.push({ type: "flatten" }, { type: "dense", name: "fc1", outputs: 64 }, { type: "relu" });
  return parseNetwork({ input, layers: [...layers, { type: "dense", name: "out", outputs: classes + 1 }] });
}

/** Genuine images, and outliers made of them. */
function examples(training: ImageDataset, seed: number): ImageDataset {
  const order = randomStream("guardTraining", seed, 1).permutation(training.count).subarray(0, MAX_IMAGES);
  const repeats = Math.min(ENOUGH_IMAGES, MOST_REPEATS * order.length);
  const genuine = repeated(training, order, Math.max(repeats, order.length));
  const made = Object.entries(SHARES).map(([kind, share]) =>
    outliers(kind as keyof typeof SHARES, genuine, {
      count: Math.ceil(share * genuine.count),
      seed: streamSeed("guardTraining", seed, 2),
    }),
  );
  const size = imageSize(genuine);
  const count = made.reduce((sum, set) => sum + set.count, genuine.count);
  const pixels = new Uint8Array(count * size);
  pixels.set(genuine.pixels);
  made.reduce((at, set) => {
    pixels.set(set.pixels, at * size);
    return at + set.count;
  }, genuine.count);
  const { height, width, channels, classes } = genuine;
  const labels = new Uint8Array(count).fill(classes.length);
  labels.set(genuine.labels!);
  const facts = { name: `${training.name} and outliers`, count, height, width, channels, pixels, labels };
  return createDataset({ ...facts, classes: [...classes, "outlier"] });
}

/** So many images in the order given, beginning again where they end. */
function repeated(dataset: ImageDataset, order: Uint32Array, count: number): ImageDataset {
  return selectImages(
    dataset,
    Uint32Array.from({ length: count }, (_, i) => order[i % order.length]),
  );
}
