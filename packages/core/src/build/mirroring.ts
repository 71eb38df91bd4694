import type { Dataset } from "../data/dataset.js";
import { mirrorImages } from "../data/mirror.js";
import type { Network } from "../layers/network.js";
import { trainPoint } from "../posteriors/point/train.js";
import { forcedLabels } from "../predictive/summaries.js";
import type { Posterior } from "../prediction/posterior.js";
import type { TrainingSettings } from "../training/settings.js";
import type { TrainingOptions } from "../training/options.js";

/** Share of the training that the trial takes. */
const TRIAL = 0.25;
/** Lost accuracy that could be luck: so many standard errors of the difference, and at least so much. */
const ERRORS = 1.5;
const SLACK = 0.01;

/**
 * Whether images may be mirrored, left to right, in training: found out by a point estimate that is trained for a while
 * without, on images that it has not seen. Digits and letters become others, or nothing; photographs of things stay what they
 * are.
 */
export async function mirroringIsHarmless(
  network: Network,
  training: Dataset,
  unseen: Dataset,
  settings: TrainingSettings,
  run: Pick<TrainingOptions, "threads" | "signal" | "onProgress">,
): Promise<boolean> {
  const { estimator: _, kl: __, initial: ___, ...own } = settings;
  const epochs = Math.max(2, Math.round(settings.epochs * TRIAL));
  const { posterior } = await trainPoint(network, training, {
    ...own,
    klWeight: 0,
    learningRate: 1e-3,
    epochs,
    ...run,
  });
  const [plain, mirrored] = [
    await accuracy(posterior, unseen, run),
    await accuracy(posterior, mirrorImages(unseen), run),
  ];
  const counts = new Map<number, number>();
  for (const label of unseen.labels!) counts.set(label, (counts.get(label) ?? 0) + 1);
  const commonest = Math.max(...counts.values()) / unseen.count;
  const error = Math.sqrt((plain * (1 - plain)) / unseen.count);
  // What has learnt nothing cannot tell.
  return plain > commonest + 2 * error && plain - mirrored <= Math.max(SLACK, ERRORS * error);
}

async function accuracy(
  posterior: Posterior,
  images: Dataset,
  { threads, signal }: Pick<TrainingOptions, "threads" | "signal">,
): Promise<number> {
  const labels = forcedLabels(await posterior.predict(images, { samples: 1, threads, signal }));
  return labels.reduce((right, label, i) => right + Number(label === images.labels![i]), 0) / images.count;
}
