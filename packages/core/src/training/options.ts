import type { Dataset } from "../data/dataset.js";
import type { KernelVariant } from "../engine/kernels.js";
import { NescioError } from "../errors.js";
import type { Posterior } from "../prediction/posterior.js";
import type { MomentWatcher } from "./moment.js";
import type { TrainingSettings } from "./settings.js";

/** How far training has come. */
export interface TrainingProgress {
  /** 0-based. */
  readonly epoch: number;
  readonly epochs: number;
  /** Steps done, of all. */
  readonly step: number;
  readonly steps: number;
  /** Loss per image over the epoch's steps so far. */
  readonly lossPerImage: number;
  /** Time of all steps so far, without what came between them. */
  readonly seconds: number;
}

/** How an epoch did on the validation images. */
export interface EpochMeasure {
  /** Mean −log of the mean probability of the labels, nats. */
  readonly nll: number;
  /** Share whose most probable class is their label, in [0, 1]. */
  readonly accuracy: number;
}

/** An epoch that is done. */
export interface EpochReport {
  /** 0-based. */
  readonly epoch: number;
  readonly epochs: number;
  /** Loss per image over the epoch's steps. */
  readonly lossPerImage: number;
  /** Where there are validation images. */
  readonly validation: EpochMeasure | undefined;
  /** Whether its parameters are those that are kept so far. */
  readonly kept: boolean;
}

/** Where training stands between two epochs: with the same network, data and settings it goes on as if never stopped. */
export interface Checkpoint {
  /** Epochs done. */
  readonly epochs: number;
  readonly lossPerImageByEpoch: readonly number[];
  readonly validationByEpoch: readonly EpochMeasure[];
  /** Time of the steps so far. */
  readonly seconds: number;
  /** Of every layer with weights: its parameters and Adam's moments as the engine has them. */
  readonly state: readonly Float32Array[];
  /** The same after the best epoch by validation, if that is another; else undefined. */
  readonly best?: readonly Float32Array[] | undefined;
}

/** What decides how training is run, besides the settings; `P`: the posterior that is shown while it lasts. */
export interface TrainingOptions<P extends Posterior = Posterior> {
  /** Worker threads, 1 to 64; 1 computes on the calling thread. Default: what the host offers, at most 8. The result is the same for any number. */
  readonly threads?: number | undefined;
  /** A single thread is a worker too, so that several trainings can run side by side. */
  readonly background?: boolean | undefined;
  /** Build of the kernels. Default: the fastest that the host has. Results of the two differ by rounding. */
  readonly variant?: KernelVariant | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /**
   * Called after every run of steps, which takes about an eighth of a second or is of 64 steps, with how far training has
   * come and what it has found by then; training waits for the promise it returns. One that is not settled is a pause: the
   * signal ends it, and training, at once with `aborted`. One that is rejected ends training with that error. Waiting does
   * not count in `seconds`, and changes nothing of what is trained.
   */
  readonly onSteps?: MomentWatcher<P> | undefined;
  readonly onEpoch?: ((report: EpochReport) => void) | undefined;
  /** Labelled images that every epoch is measured on; the result is the best epoch's by their mean −log probability. */
  readonly validation?: Dataset | undefined;
  /** Stop when this many epochs in a row were no better than the best; at least 1. Default: never. */
  readonly patience?: number | undefined;
  /** Where to go on: a checkpoint of the same training, with validation images where it had them. */
  readonly resume?: Checkpoint | undefined;
  /** Called after every epoch; training waits for it. */
  readonly onCheckpoint?: ((checkpoint: Checkpoint) => void | Promise<void>) | undefined;
}

const optionKeys: readonly string[] = [
  "threads",
  "variant",
  "background",
  "signal",
  "onProgress",
  "onSteps",
  "onEpoch",
  "validation",
  "patience",
  "resume",
  "onCheckpoint",
] satisfies (keyof TrainingOptions)[];

/** What decides how training is run, and what decides its result. */
export function splitOptions<P extends Posterior, T extends TrainingOptions<P>>(
  options: T & TrainingOptions<P>,
): [TrainingOptions<P>, Omit<T, keyof TrainingOptions>] {
  const run: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    (optionKeys.includes(key) ? run : rest)[key] = value;
  }
  return [run, rest as Omit<T, keyof TrainingOptions>];
}

/** How a training went. */
export interface TrainingFacts {
  /** Per epoch: the loss (−log likelihood + weighted KL, nats) summed over its steps, divided by the number of images. */
  readonly lossPerImageByEpoch: readonly number[];
  /** Per epoch, on the validation images; empty without validation. */
  readonly validationByEpoch: readonly EpochMeasure[];
  /** 0-based: the epoch that the result is from. The last, or with validation the best. */
  readonly epoch: number;
  /** Whether it began with weights that were given to it, and not where the settings say. */
  readonly continued: boolean;
  /** Wall-clock time of all steps. */
  readonly seconds: number;
  readonly msPerStep: number;
  readonly threads: number;
  readonly variant: KernelVariant;
}

/** @throws NescioError `invalid-option`. */
export function checkTrainingOptions(
  { validation, patience, resume }: Pick<TrainingOptions, "validation" | "patience" | "resume">,
  { epochs }: TrainingSettings,
): void {
  const invalid = (subject: string, expected: string, found: string): NescioError =>
    new NescioError({ code: "invalid-option", subject, expected, found });
  if (validation !== undefined && validation.labels === undefined) {
    throw invalid("validation images", "labels", "none");
  }
  if (patience !== undefined && !(Number.isInteger(patience) && patience >= 1)) {
    throw invalid("patience", "a whole number of epochs, at least 1", String(patience));
  }
  if (patience !== undefined && validation === undefined) {
    throw invalid("patience", "validation images to measure epochs by", "none");
  }
  if (resume !== undefined) checkCheckpoint(resume, epochs, validation !== undefined);
}

/** Whether a training of so many epochs, measured by validation images or not, can go on from a checkpoint. */
function checkCheckpoint(checkpoint: Checkpoint, epochs: number, validates: boolean): void {
  const { epochs: done, lossPerImageByEpoch, validationByEpoch: measures, best } = checkpoint;
  const check = (fits: boolean, expected: string, found: string): void => {
    if (fits) return;
    throw new NescioError({ code: "invalid-option", subject: "checkpoint", expected, found });
  };
  const whole = Number.isInteger(done) && done >= 1 && done <= epochs;
  check(whole, `1 to ${epochs} epochs, as the settings say`, String(done));
  check(lossPerImageByEpoch.length === done, `${done} losses`, String(lossPerImageByEpoch.length));
  // Which epoch is the best is known where all of them have been measured, and where none has it is the last.
  check(
    measures.length === (validates ? done : 0),
    validates
      ? `${done} epochs measured on validation images`
      : "epochs without validation, as this training",
    String(measures.length),
  );
  const bestIsLast = bestEpoch(measures) === measures.length - 1;
  check(bestIsLast || best !== undefined, "the state of the best epoch by validation", "none");
}

/** The epoch of the least −log probability, the first of equals; −1 where there is none. */
export function bestEpoch(measures: readonly EpochMeasure[]): number {
  const nlls = measures.map(({ nll }) => nll);
  return nlls.indexOf(Math.min(...nlls));
}
