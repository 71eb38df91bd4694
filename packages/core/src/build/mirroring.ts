import type { Dataset } from "../data/dataset.js";
import { mirrorImages } from "../data/mirror.js";
import type { Network } from "../layers/network.js";
import { trainPoint } from "../posteriors/point/train.js";
import { forcedAccuracy } from "../predictive/accuracy.js";
import type { TrainingSettings } from "../training/settings.js";
import type { TrainingOptions } from "../training/options.js";
import { commonestShare } from "./learned-nothing.js";

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
  const { threads, signal } = run;
  const accuracy = async (images: Dataset): Promise<number> =>
    forcedAccuracy(await posterior.predict(images, { samples: 1, threads, signal }), images.labels!);
  const plain = await accuracy(unseen);
  const mirrored = await accuracy(mirrorImages(unseen));
  const commonest = commonestShare(unseen);
  const error = Math.sqrt((plain * (1 - plain)) / unseen.count);
  // What has learnt nothing cannot tell.
  return plain > commonest + 2 * error && plain - mirrored <= Math.max(SLACK, ERRORS * error);
}
