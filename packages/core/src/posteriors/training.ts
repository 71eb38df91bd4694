import type { Dataset } from "../data/dataset.js";
import type { Network } from "../layers/network.js";
import type { Posterior } from "../prediction/posterior.js";
import type { TrainingFacts, TrainingOptions } from "../training/options.js";
import type { TrainingSettings } from "../training/settings.js";

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
  train(
    network: Network,
    dataset: Dataset,
    settings: TrainingSettings,
    run: TrainingOptions,
  ): Promise<Trained<P>>;
}

/** What is trained as a point, or begins with one. */
export const fixedForPoints = { estimator: "delta" } as const;

/** How training goes on from a point that is trained: without what has to do with the epochs that led there. */
export function furtherRun({
  threads,
  background,
  signal,
}: TrainingOptions): Pick<TrainingOptions, "threads" | "background" | "signal"> {
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

/** Progress of such a training as that of all. */
export function partProgress(
  { before, epochs, seconds }: TrainingPart,
  onProgress: TrainingOptions["onProgress"],
): TrainingOptions["onProgress"] {
  return (
    onProgress &&
    ((progress) => {
      const perEpoch = progress.steps / progress.epochs;
      onProgress({
        ...progress,
        epoch: before + progress.epoch,
        epochs,
        step: before * perEpoch + progress.step,
        steps: epochs * perEpoch,
        seconds: seconds + progress.seconds,
      });
    })
  );
}
