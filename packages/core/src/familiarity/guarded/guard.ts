import { createDataset, imageSize, selectImages, type Dataset } from "../../data/dataset.js";
import {
  lookalikeKinds,
  outlierKinds,
  outliers,
  type LookalikeKind,
  type OutlierKind,
} from "../../data/outliers.js";
import { outsideOf } from "../../data/pixel-statistics.js";
import { roundToHalf } from "../../math/half.js";
import { randomStream, streamSeed } from "../../math/streams.js";
import { outputCount, parameterSpecs, parseNetwork, type Network } from "../../layers/network.js";
import { trainPoint } from "../../posteriors/point/train.js";
import { activations } from "../../prediction/activations.js";
import type { Weights } from "../../prediction/posterior.js";
import type { ScoreOptions } from "../familiarity.js";

/**
 * A small network that was trained to tell the classes of a set, and from all of them outliers made of its images: an output
 * for each class, and the last for outliers.
 */
export interface Guard {
  readonly network: Network;
  /** As half precision has them. */
  readonly weights: Weights;
}

/** Genuine images that it learns from, at most; as many outliers beside them. */
const MAX_IMAGES = 4000;
const STEPS = 1200;
const TRIAL_STEPS = 400;
const BATCH = 64;
/** Few images have been seen often enough before all steps are done. */
const MAX_EPOCHS = 40;
/** Larger images are averaged down before the first convolution: in pixels, of a whole image. */
const MAX_AREA = 40 * 40;
/** Lookalikes of which less than this share can be told from genuine images may well be genuine. */
const TELLABLE = 0.75;

type Kind = OutlierKind | LookalikeKind;

/**
 * Trains a guard. A trial finds out which lookalikes can be told from genuine images; of the others, a mirrored cat, it learns
 * nothing. `onProgress` counts steps.
 *
 * @param unseen Genuine images that the trial's lookalikes are made of.
 */
export async function trainGuard(
  { input, layers }: Network,
  training: Dataset,
  unseen: Dataset,
  options: Pick<ScoreOptions, "threads" | "signal" | "onProgress"> & { readonly seed: number },
): Promise<Guard> {
  const normalize = layers[0].type === "normalize" ? [layers[0]] : [];
  const network = guardNetwork(input, normalize, training.classes.length);
  const trial = await fit(network, training, [...outlierKinds, ...lookalikeKinds], TRIAL_STEPS, options);
  const told: LookalikeKind[] = [];
  for (const kind of lookalikeKinds) {
    const probe = outliers(kind, unseen, { seed: streamSeed("guardTraining", options.seed, 3) });
    const scores = await guardScores(trial, probe, options);
    if (scores.filter((score) => score < 0).length >= TELLABLE * scores.length) told.push(kind);
  }
  return fit(network, training, [...outlierKinds, ...told], STEPS, options);
}

async function fit(
  network: Network,
  training: Dataset,
  kinds: readonly Kind[],
  steps: number,
  { seed, threads, signal, onProgress }: Parameters<typeof trainGuard>[3],
): Promise<Guard> {
  const images = examples(training, kinds, seed);
  const side = Math.min(training.height, training.width);
  const { posterior } = await trainPoint(network, images, {
    epochs: Math.min(MAX_EPOCHS, Math.max(2, Math.round(steps / Math.ceil(images.count / BATCH)))),
    batchSize: BATCH,
    learningRate: 2e-3,
    klWeight: 1,
    augmentation: {
      ...{ shift: 0.05 * side, rotation: 8, scale: 0.08, elastic: 0, elasticSigma: 4 },
      outside: outsideOf(training),
    },
    seed: streamSeed("guardTraining", seed),
    threads,
    signal,
    onProgress:
      onProgress &&
      (({ step, steps: all }) => {
        onProgress(step, all);
      }),
  });
  const weights = new Map(
    parameterSpecs(network).map(({ name, shape }) => [
      name,
      { shape, data: posterior.weights.get(name)!.data.map(roundToHalf) },
    ]),
  );
  return { network, weights };
}

/** How much rather each image is of any class than an outlier, in logits: `[images]`. */
export async function guardScores(
  { network, weights }: Guard,
  images: Dataset,
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
  const [height, width] = input;
  const shrink = Math.ceil(Math.sqrt((height * width) / MAX_AREA));
  const layers: object[] = [...normalize];
  if (shrink > 1) layers.push({ type: "avgPool2d", size: shrink });
  let side = Math.floor(Math.min(height, width) / shrink);
  for (const [i, outputs] of [16, 32, 64].entries()) {
    if (side < 3) break;
    layers.push({ type: "conv2d", name: `conv${i + 1}`, outputs, kernel: 3, padding: 1 }, { type: "relu" });
    layers.push({ type: "maxPool2d", size: 2 });
    side = Math.floor(side / 2);
  }
  layers.push({ type: "flatten" }, { type: "dense", name: "fc1", outputs: 64 }, { type: "relu" });
  return parseNetwork({ input, layers: [...layers, { type: "dense", name: "out", outputs: classes + 1 }] });
}

/** Genuine images, and as many outliers of the kinds made of them. */
function examples(training: Dataset, kinds: readonly Kind[], seed: number): Dataset {
  const chosen = randomStream("guardTraining", seed, 1).permutation(training.count).subarray(0, MAX_IMAGES);
  const genuine = selectImages(training, chosen);
  const each = Math.ceil(genuine.count / kinds.length);
  const made = kinds.map((kind) =>
    outliers(kind, genuine, { count: each, seed: streamSeed("guardTraining", seed, 2) }),
  );
  const size = imageSize(genuine);
  const count = genuine.count + each * made.length;
  const pixels = new Uint8Array(count * size);
  pixels.set(genuine.pixels);
  made.forEach((set, k) => {
    pixels.set(set.pixels, (genuine.count + k * each) * size);
  });
  const { height, width, channels, classes } = genuine;
  const labels = new Uint8Array(count).fill(classes.length);
  labels.set(genuine.labels!);
  const facts = { name: `${training.name} and outliers`, count, height, width, channels, pixels, labels };
  return createDataset({ ...facts, classes: [...classes, "outlier"] });
}
