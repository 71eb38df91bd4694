import { selectImages, type Dataset } from "../data/dataset.js";
import { randomStream } from "../math/streams.js";
import { forcedAccuracy } from "../predictive/accuracy.js";
import type { Posterior, PredictOptions } from "../prediction/posterior.js";

/** Images to look at, at most. */
const ENOUGH = 1000;
const SAMPLES = 10;

/** What a posterior that has learnt nothing looks like. */
export interface LearnedNothing {
  /** Share of images that it was not trained on, or where there are none of its training images, that it gets right. */
  readonly accuracy: number;
  /** What whoever always says the commonest class gets right. */
  readonly commonest: number;
  /** Share of training images that it gets right. */
  readonly onTraining: number;
  /** The likely reason, and what to do. */
  readonly reason: string;
}

/**
 * Whether a posterior is no better than always saying the commonest class: undefined where it is better, by two standard
 * errors.
 *
 * @param unseen Labelled images that took no part in training. Default: its training images, by which not all is found out.
 */
export async function learnedNothing(
  posterior: Posterior,
  training: Dataset,
  unseen: Dataset | undefined,
  options: PredictOptions = {},
): Promise<LearnedNothing | undefined> {
  const commonest = commonestShare(training);
  const isChance = (accuracy: number, images: number): boolean =>
    accuracy <= commonest + 2 * Math.sqrt((commonest * (1 - commonest)) / images);
  const probe =
    unseen === undefined ? someOf(training, options.seed ?? 0) : someOf(unseen, options.seed ?? 0);
  const accuracy = await accuracyOf(posterior, probe, options);
  if (!isChance(accuracy, probe.count)) return undefined;
  const seen = unseen === undefined ? probe : someOf(training, options.seed ?? 0);
  const onTraining = unseen === undefined ? accuracy : await accuracyOf(posterior, seen, options);
  const reason = isChance(onTraining, seen.count)
    ? "It does not fit its training images either: more epochs, another learning rate, or a network with convolutions may help."
    : "It fits its training images, and what it found in them does not hold for others: more images may help, or labels and " +
      "images do not belong together.";
  return { accuracy, commonest, onTraining, reason };
}

/** Share of the images of the commonest class. */
export function commonestShare({ labels, classes }: Pick<Dataset, "labels" | "classes">): number {
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels!) counts[label]++;
  return Math.max(...counts) / labels!.length;
}

function someOf(dataset: Dataset, seed: number): Dataset {
  if (dataset.count <= ENOUGH) return dataset;
  return selectImages(
    dataset,
    randomStream("learnedNothing", seed).permutation(dataset.count).subarray(0, ENOUGH),
  );
}

async function accuracyOf(posterior: Posterior, images: Dataset, options: PredictOptions): Promise<number> {
  return forcedAccuracy(await posterior.predict(images, { samples: SAMPLES, ...options }), images.labels!);
}
