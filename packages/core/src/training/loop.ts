import { augmenter } from "../data/augment.js";
import type { Dataset } from "../data/dataset.js";
import type { KernelVariant } from "../engine/kernels.js";
import { NescioError, throwIfAborted } from "../errors.js";
import { randomStream } from "../math/streams.js";
import type { Network } from "../layers/network.js";
import { negativeLogLikelihood } from "../predictive/negative-log-likelihood.js";
import type { Posterior } from "../prediction/posterior.js";
import type { TrainingSettings } from "./settings.js";
import { klWeightAt, learningRateAt } from "./schedule.js";
import { TrainingSession, type StepControl } from "./session.js";
import { checkInputs, type TrainingInputs } from "./inputs.js";
import { finiteLoss, finiteParameters } from "./divergence.js";
import type { ParameterForm, Parameters } from "./parameters.js";
import { RUN_STEPS } from "./memory.js";

// A run of the engine should last about this long: progress moves, and a request to stop is heard.
const RUN_MS = 120;
/** Networks drawn to measure an epoch by. */
const VALIDATION_SAMPLES = 4;

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
  /** Since the first step. */
  readonly seconds: number;
}

/** Where training stands between two epochs: with the same network, data and settings it goes on as if never stopped. */
export interface Checkpoint {
  /** Epochs done. */
  readonly epochs: number;
  readonly lossPerImageByEpoch: readonly number[];
  readonly validationByEpoch: readonly number[];
  /** Time of the steps so far. */
  readonly seconds: number;
  /** Of every layer with weights: its parameters and Adam's moments as the engine has them. */
  readonly state: readonly Float32Array[];
  /** The same after the best epoch by validation, if that is another; else undefined. */
  readonly best?: readonly Float32Array[] | undefined;
}

/** What decides how training is run, besides the settings. */
export interface TrainingOptions {
  /** Worker threads, 1 to 64; 1 computes on the calling thread. Default: what the host offers, at most 8. The result is the same for any number. */
  readonly threads?: number | undefined;
  /** A single thread is a worker too, so that several trainings can run side by side. */
  readonly background?: boolean | undefined;
  /** Build of the kernels. Default: the fastest that the host has. Results of the two differ by rounding. */
  readonly variant?: KernelVariant | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  /** Labelled images that every epoch is measured on; the result is the best epoch's by their mean −log probability. */
  readonly validation?: Dataset | undefined;
  /** Stop when this many epochs in a row were no better than the best; at least 1. Default: never. */
  readonly patience?: number | undefined;
  /** Where to go on. */
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
  "validation",
  "patience",
  "resume",
  "onCheckpoint",
] satisfies (keyof TrainingOptions)[];

/** What decides how training is run, and what decides its result. */
export function splitOptions<T extends TrainingOptions>(
  options: T,
): [TrainingOptions, Omit<T, keyof TrainingOptions>] {
  const run: Record<string, unknown> = {};
  const rest: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) {
    (optionKeys.includes(key) ? run : rest)[key] = value;
  }
  return [run, rest as Omit<T, keyof TrainingOptions>];
}

/** What the loop needs to know of the posterior that it trains. */
export interface Trainee<T> {
  readonly form: ParameterForm<T>;
  readonly posterior: (parameters: Parameters<T>) => Posterior;
  /** Parameters to start from. Default: the settings' initial ones. */
  readonly start?: Parameters<T> | undefined;
  /** Called after every run of steps, with the steps done; `parameters` reads them as they are then. */
  readonly onSteps?: ((steps: number, parameters: () => Parameters<T>) => void) | undefined;
  /** Steps after which `onSteps` must be called: a run never goes beyond a multiple of it. */
  readonly every?: number | undefined;
}

/** What training found, and the facts of how it went. */
export interface TrainingResult<T> extends TrainingFacts {
  readonly parameters: Map<string, T>;
}

/** How a training went. */
export interface TrainingFacts {
  /** Per epoch: the loss (−log likelihood + weighted KL, nats) summed over its steps, divided by the number of images. */
  readonly lossPerImageByEpoch: readonly number[];
  /** Per epoch: mean −log probability of the validation images' labels (nats); empty without validation. */
  readonly validationByEpoch: readonly number[];
  /** 0-based: the epoch that the result is from. The last, or with validation the best. */
  readonly epoch: number;
  /** Wall-clock time of all steps. */
  readonly seconds: number;
  readonly msPerStep: number;
  readonly threads: number;
  readonly variant: KernelVariant;
}

/**
 * Trains any posterior: decides the order of images, their variations, rates and weights of every step, and when to
 * stop.
 *
 * @throws NescioError `invalid-option` or `invalid-data` before anything is computed; `diverged` when the loss stops being
 * a number; `aborted` by the signal.
 */
export async function trainingLoop<T>(
  network: Network,
  inputs: TrainingInputs,
  settings: TrainingSettings,
  trainee: Trainee<T>,
  options: TrainingOptions,
): Promise<TrainingResult<T>> {
  const { form } = trainee;
  const { signal, onProgress, validation, patience = Infinity, resume, onCheckpoint, ...crew } = options;
  checkInputs(network, inputs, settings);
  checkOptions(options, settings);
  throwIfAborted(signal, "training");
  const session = await TrainingSession.start(network, inputs, settings, crew);
  try {
    const { epochs, batchSize, seed } = settings;
    const perEpoch = Math.ceil(inputs.count / batchSize);
    const steps = perEpoch * epochs;
    const first = resume?.epochs ?? 0;
    if (resume === undefined) session.initialise();
    else session.restore(resume.state);
    if (trainee.start !== undefined) form.write(session, trainee.start);
    await session.drawFirst(first * perEpoch);
    const vary = variations(network, inputs, settings, session);
    const losses = [...(resume?.lossPerImageByEpoch ?? [])];
    const validations = [...(resume?.validationByEpoch ?? [])];
    let best = resume?.best ?? resume?.state;
    // Time spent on steps: validation and writing a checkpoint do not count.
    let seconds = resume?.seconds ?? 0;
    let runLength = 4;
    for (let epoch = first; epoch < epochs; epoch++) {
      if (epoch - bestEpoch(validations) > patience) break;
      const order = randomStream("imageOrder", seed, epoch).permutation(inputs.count);
      session.setOrder(order);
      let total = 0;
      for (let done = 0; done < perEpoch;) {
        throwIfAborted(signal, "training");
        const upTo = trainee.every === undefined ? Infinity : trainee.every - (done % trainee.every);
        const length = Math.min(runLength, perEpoch - done, upTo);
        const since = performance.now();
        const controls = Array.from({ length }, (_, i): StepControl => {
          const start = (done + i) * batchSize;
          const count = Math.min(batchSize, inputs.count - start);
          const step = epoch * perEpoch + done + i;
          return {
            start,
            count,
            step,
            klWeight: klWeightAt(settings, step, perEpoch, count, inputs.count),
            learningRate: learningRateAt(settings, step, steps),
          };
        });
        vary?.(order.subarray(done * batchSize, (done + length) * batchSize), epoch);
        const results = await session.run(controls, signal);
        results.forEach((loss, i) => (total += finiteLoss(loss, controls[i], epoch)));
        done += length;
        const spent = performance.now() - since;
        seconds += spent / 1000;
        runLength = Math.min(RUN_STEPS, Math.max(1, Math.round((RUN_MS * length) / spent)));
        const seen = Math.min(done * batchSize, inputs.count);
        const step = epoch * perEpoch + done;
        trainee.onSteps?.(step, () => form.read(session));
        onProgress?.({ epoch, epochs, step, steps, lossPerImage: total / seen, seconds });
      }
      losses.push(total / inputs.count);
      if (validation !== undefined) {
        const posterior = trainee.posterior(finiteParameters(form, session, epoch, perEpoch));
        validations.push(await validationLoss(posterior, validation, settings.seed, crew, signal));
        if (bestEpoch(validations) === epoch) best = session.state();
      }
      if (onCheckpoint !== undefined) {
        const kept = validation !== undefined && bestEpoch(validations) !== epoch ? best : undefined;
        await onCheckpoint({
          ...{ epochs: epoch + 1, lossPerImageByEpoch: [...losses], validationByEpoch: [...validations] },
          ...{ seconds, state: session.state(), best: kept },
        });
      }
    }
    const epoch = validation === undefined ? losses.length - 1 : bestEpoch(validations);
    if (validation !== undefined && best !== undefined) session.restore(best);
    return {
      parameters: finiteParameters(form, session, epoch, perEpoch),
      ...{ lossPerImageByEpoch: losses, validationByEpoch: validations, epoch, seconds },
      msPerStep: (seconds * 1000) / (losses.length * perEpoch),
      threads: session.threads,
      variant: session.variant,
    };
  } finally {
    await session.close();
  }
}

/** Writes variations of the images to come into the session; undefined where images stay as they are. */
function variations(
  network: Network,
  { pixels }: TrainingInputs,
  { augmentation, seed }: TrainingSettings,
  session: TrainingSession,
): ((images: Uint32Array, epoch: number) => void) | undefined {
  if (augmentation === "none") return undefined;
  const [height, width, channels] = network.input;
  const size = height * width * channels;
  const augment = augmenter({ height, width, channels }, augmentation);
  return (images, epoch) => {
    for (const image of images) {
      const from = pixels.subarray(image * size, (image + 1) * size);
      session.setImage(image, (to) => {
        augment(from, to, randomStream("imageVariation", seed, epoch, image));
      });
    }
  };
}

/** Mean −log of the mean probability of the labels over a few drawn networks. */
async function validationLoss(
  posterior: Posterior,
  dataset: Dataset,
  seed: number,
  { threads }: TrainingOptions,
  signal: AbortSignal | undefined,
): Promise<number> {
  const predictive = await posterior.predict(dataset, { samples: VALIDATION_SAMPLES, seed, threads, signal });
  // Infinite where all networks rule a label out, which a checkpoint's JSON could not hold.
  return Math.min(negativeLogLikelihood(predictive, dataset.labels!), Number.MAX_VALUE);
}

/** −1 where there is none. The first of equals. */
function bestEpoch(validations: readonly number[]): number {
  return validations.indexOf(Math.min(...validations));
}

function checkOptions(options: TrainingOptions, { epochs }: TrainingSettings): void {
  const { validation, patience, resume } = options;
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
  if (resume !== undefined && !(resume.epochs <= epochs)) {
    throw invalid("checkpoint", `at most ${epochs} epochs, as the settings say`, String(resume.epochs));
  }
}
