import type { ImageDataset } from "../data/dataset.js";
import { mirrorImages } from "../data/mirror.js";
import type { Network } from "../layers/network.js";
import { trainPoint } from "../posteriors/point/train.js";
import { forcedLabels } from "../predictive/summaries.js";
import type { TrainingSettings } from "../training/settings.js";
import type { TrainingOptions } from "../training/options.js";
import { commonestShare } from "./learned-nothing.js";

/** Share of the training that the trial takes. */
const TRIAL = 0.25;
/** Lost accuracy that could be luck: so many standard errors of the difference, and at least so much. */
const ERRORS = 2;
const SLACK = 0.01;

/**
 * Whether images may be mirrored, left to right, in training: found out by a point estimate that is trained for a while
 * without, on images that it has not seen. Digits and letters become others, or nothing; photographs of things stay what they
 * are.
 */
export async function mirroringIsHarmless(
  network: Network,
  training: ImageDataset,
  unseen: ImageDataset,
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
  const { threads, signal } = run;
  const labels = unseen.labels!;
  const isRight = async (images: ImageDataset): Promise<boolean[]> =>
    Array.from(
      forcedLabels(await posterior.predict(images, { samples: 1, threads, signal })),
      (label, i) => label === labels[i],
    );
  const plain = await isRight(unseen);
  const mirrored = await isRight(mirrorImages(unseen));
  const { count } = unseen;
  const accuracy = plain.filter(Boolean).length / count;
  const lost = plain.filter((right, i) => right && !mirrored[i]).length;
  const won = mirrored.filter((right, i) => right && !plain[i]).length;
  const chance = Math.sqrt((accuracy * (1 - accuracy)) / count);
  // What has learnt nothing cannot tell.
  if (accuracy <= commonestShare(unseen) + 2 * chance) return false;
  // The error of the difference between the same images, mirrored and not (McNemar 1947).
  return (lost - won) / count <= Math.max(SLACK, (ERRORS * Math.sqrt(lost + won)) / count);
}
