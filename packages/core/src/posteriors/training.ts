import type { Dataset } from "../data/dataset.js";
import type { Network } from "../layers/network.js";
import type { Posterior } from "../prediction/posterior.js";
import { madeOf } from "../training/moment.js";
import type { TrainingFacts, TrainingOptions, TrainingProgress } from "../training/options.js";
import type { TrainingSettings } from "../training/settings.js";
import type { PointPosterior } from "./point/posterior.js";

/** A trained posterior, and what is told of its training. */
export interface Trained<P extends Posterior>
  extends
    Pick<TrainingFacts, "lossPerImageByEpoch" | "seconds" | "msPerStep">,
    Partial<Pick<TrainingFacts, "validationByEpoch" | "epoch">> {
  readonly posterior: P;
}

/** How a kind of posterior is trained: one network's, not several members'. */
export interface PosteriorTraining<P extends Posterior = Posterior> {
  /** Settings that the kind leaves no choice of. */
  readonly fixed: Partial<TrainingSettings>;
  /** Whether its epochs can be measured on validation images, and the best be kept. Default true. */
  readonly validates?: false;
  /** Whether something is a posterior that training can start from. Not there: it starts from none. */
  readonly startsFrom?: (posterior: unknown) => posterior is P;
  /** Whether what it starts from may be its prior, too. Default: it may not. */
  readonly takesPrior?: true;
  /**
   * @param run Its `onSteps` is shown what there is by then: where training begins with a point, first that.
   * @param start One that `startsFrom` takes, of the network. Default: what the settings say.
   */
  train(
    network: Network,
    dataset: Dataset,
    settings: TrainingSettings,
    run: TrainingOptions<P | PointPosterior>,
    start?: P,
    startIsPrior?: boolean,
  ): Promise<Trained<P>>;
}

/** What is trained as a point, or begins with one. */
export const fixedForPoints = { estimator: "delta" } as const;

type FurtherRun = Pick<TrainingOptions, "threads" | "background" | "signal">;

/** How training goes on from a point that is trained: without what has to do with the epochs that led there. */
export function furtherRun({ threads, background, signal }: FurtherRun): FurtherRun {
  return { threads, background, signal };
}

/** Where one of several trainings that follow each other stands among them. */
export interface TrainingPart {
  /** Epochs of those before. */
  readonly before: number;
  /** Epochs of all. */
  readonly epochs: number;
  /** What those before took. */
  readonly seconds: number;
}

/** What such a training tells while it lasts, as what all of them do. */
export function partReports<P extends Posterior>(
  part: TrainingPart,
  { onProgress, onSteps }: Pick<TrainingOptions<P>, "onProgress" | "onSteps">,
): Pick<TrainingOptions<P>, "onProgress" | "onSteps"> {
  return {
    onProgress:
      onProgress &&
      ((progress) => {
        onProgress(ofAll(part, progress));
      }),
    onSteps: onSteps && ((moment) => onSteps(ofAll(part, moment))),
  };
}

function ofAll<T extends TrainingProgress>({ before, epochs, seconds }: TrainingPart, progress: T): T {
  const perEpoch = progress.steps / progress.epochs;
  return {
    ...progress,
    epoch: before + progress.epoch,
    epochs,
    step: before * perEpoch + progress.step,
    steps: epochs * perEpoch,
    seconds: seconds + progress.seconds,
  };
}

/** Shows of a training that is one of points what is made of these. */
export function showing<P extends Posterior, Q extends Posterior>(
  onSteps: TrainingOptions<Q>["onSteps"],
  make: (posterior: P) => Q,
): TrainingOptions<P>["onSteps"] {
  return onSteps && ((moment) => onSteps(madeOf(moment, make)));
}
