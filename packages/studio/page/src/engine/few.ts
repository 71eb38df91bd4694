import {
  createDataset,
  parseNetwork,
  Random,
  selectImages,
  withNormalization,
  type Augmentation,
  type ImageDataset,
  type Network,
  type ThresholdRule,
  type TrainingSettings,
} from "@nescio/core";
import { augmenter, outsideOf } from "@nescio/core/internal";

/** Images that variations make of the training examples, about, and of those kept aside. */
const trainingImages = 420;
const asideImages = 108;
/** Steps of a member. */
const steps = 280;
const batchSize = 32;
export const fewMembers = 3;
/** Share of variations of the examples kept aside that look unfamiliar. */
export const fewAlpha = 0.03;
/** Mean probability from which on is answered. */
const threshold = 0.8;

/** What is learned from, and what says how new ones look. */
export interface FewParts {
  /** Variations of the training examples, each itself among them. */
  readonly training: ImageDataset;
  /** Variations of the examples that are kept aside. */
  readonly familiarity: ImageDataset;
  /** These as they are. */
  readonly aside: ImageDataset;
}

/**
 * Parts few examples, and makes variations of them. Every third of a class is kept aside, so that what is familiar is judged
 * by examples that training has not seen: their variations stand for the new drawings that there are none of.
 */
export function fewParts(examples: ImageDataset, seed: number): FewParts {
  const counts = new Map<number, number>();
  const places: [number[], number[]] = [[], []];
  examples.labels!.forEach((label, i) => {
    const nth = counts.get(label) ?? 0;
    counts.set(label, nth + 1);
    places[nth % 3 === 2 ? 1 : 0].push(i);
  });
  const [training, aside] = places.map((part) => selectImages(examples, part));
  const times = (count: number, wanted: number): number => Math.max(2, Math.ceil(wanted / count));
  return {
    training: variationsOf(training, times(training.count, trainingImages), seed),
    familiarity: variationsOf(aside, times(aside.count, asideImages), seed + 1),
    aside,
  };
}

/** Each image so many times: as it is, and varied. */
function variationsOf(images: ImageDataset, times: number, seed: number): ImageDataset {
  const { count, height, width, channels, pixels, labels, classes, name } = images;
  const size = height * width * channels;
  const vary = augmenter({ height, width, channels }, fewAugmentation(images));
  const all = new Uint8Array(times * count * size);
  all.set(pixels);
  const random = new Random(seed);
  for (let i = count; i < times * count; i++) {
    const from = (i % count) * size;
    vary(pixels.subarray(from, from + size), all.subarray(i * size, (i + 1) * size), random);
  }
  return createDataset({
    ...{ name, count: times * count, height, width, channels, pixels: all, classes },
    labels: Uint8Array.from({ length: times * count }, (_, i) => labels![i % count]),
  });
}

/** How examples vary: what is drawn is bent, too. */
function fewAugmentation(images: ImageDataset): Augmentation {
  const outside = outsideOf(images);
  const side = Math.min(images.height, images.width) / 28;
  return {
    shift: 1.5 * side,
    rotation: 15,
    scale: 0.15,
    elastic: outside === "edge" ? 0 : side,
    elasticSigma: 4 * side,
    outside,
  };
}

/** Three small convolutions. */
export function fewNetwork(images: ImageDataset): Network {
  const { height, width, channels, classes } = images;
  const convolutions = [8, 16, 32].flatMap((outputs, i) => [
    {
      type: "conv2d",
      name: `conv${i + 1}`,
      outputs,
      ...(i === 0 ? { kernel: 5, padding: 2 } : { kernel: 3, padding: 1 }),
    },
    { type: "relu" },
    { type: "maxPool2d", size: 2 },
  ]);
  const network = parseNetwork({
    input: [height, width, channels],
    layers: [
      ...convolutions,
      { type: "flatten" },
      { type: "dense", name: "fc1", outputs: 32 },
      { type: "relu" },
      { type: "dense", name: "out", outputs: classes.length },
    ],
  });
  return withNormalization(network, images);
}

/** The settings of a member, over the preset `convolution`; the images are varied already. */
export function fewSettings(training: ImageDataset): Partial<TrainingSettings> {
  const perEpoch = Math.ceil(training.count / batchSize);
  return { epochs: Math.ceil(steps / perEpoch), batchSize, klWeight: 0.01, augmentation: "none" };
}

/** What decides, besides familiarity. */
export const fewRule: ThresholdRule = { kind: "max-probability", threshold };
