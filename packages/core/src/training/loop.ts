import { NescioError, throwIfAborted } from "../errors.js";
import { randomStream } from "../math/streams.js";
import type { Network } from "../layers/network.js";
import { forcedAccuracy } from "../predictive/accuracy.js";
import { negativeLogLikelihood } from "../predictive/negative-log-likelihood.js";
import type { GaussianTensor, Posterior } from "../prediction/posterior.js";
import type { TrainingSettings } from "./settings.js";
import { balancedOrder } from "./balanced-order.js";
import { klWeightAt, learningRateAt } from "./schedule.js";
import { TrainingSession, type StepControl } from "./session.js";
import { checkInputs, trainingInputs, type TrainingInputs } from "./inputs.js";
import { variations } from "./variations.js";
import { checkStartValues, finiteLoss, finiteParameters } from "./divergence.js";
import { showMoment } from "./moment.js";
import {
  bestEpoch,
  checkTrainingOptions,
  type EpochMeasure,
  type TrainingFacts,
  type TrainingOptions,
} from "./options.js";
import type { ParameterForm, Parameters } from "./parameters.js";
import { RUN_STEPS } from "./memory.js";

// A run of the engine should last about this long: progress moves, and a request to stop is heard.
const RUN_MS = 120;
/** Networks drawn to measure an epoch by. */
const VALIDATION_SAMPLES = 4;

/** What the loop needs to know of the posterior that it trains. */
export interface Trainee<T, P extends Posterior> {
  readonly form: ParameterForm<T>;
  readonly posterior: (parameters: Parameters<T>) => P;
  /** Parameters to start from, of the network. Default: the settings' initial ones. */
  readonly start?: Parameters<T> | undefined;
  /** Each weight's own prior. Default: the settings' for all. */
  readonly prior?: Parameters<GaussianTensor> | undefined;
  /** Called after every run of steps, with the steps done; `parameters` reads them as they are then. */
  readonly collect?: ((steps: number, parameters: () => Parameters<T>) => void) | undefined;
  /** Steps after which `collect` must be called: a run never goes beyond a multiple of it. */
  readonly every?: number | undefined;
}

/** What training found, and the facts of how it went. */
export interface TrainingResult<T> extends TrainingFacts {
  readonly parameters: Map<string, T>;
}

/**
 * Trains any posterior: decides the order of images, their variations, rates and weights of every step, and when to
 * stop.
 *
 * @throws NescioError `invalid-option` or `invalid-data` before anything is computed; `diverged` when the loss stops being
 * a number; `aborted` by the signal.
 */
export async function trainingLoop<T, P extends Posterior>(
  network: Network,
  inputs: TrainingInputs,
  settings: TrainingSettings,
  trainee: Trainee<T, P>,
  options: TrainingOptions<P>,
): Promise<TrainingResult<T>> {
  checkInputs(network, inputs, settings);
  checkTrainingOptions(options, settings);
  checkStart(trainee, options);
  const { validation } = options;
  if (validation !== undefined) {
    checkInputs(network, trainingInputs(network, validation), settings, "validation images");
  }
  throwIfAborted(options.signal, "training");
  const { threads, variant, background } = options;
  const session = await TrainingSession.start(network, inputs, settings, {
    ...{ threads, variant, background, prior: trainee.prior },
  });
  try {
    const run = new TrainingRun(network, inputs, settings, trainee, options, session);
    await run.start();
    while (run.goesOn) await run.epoch();
    return run.result();
  } finally {
    await session.close();
  }
}

function checkStart<T, P extends Posterior>(
  { form, start }: Trainee<T, P>,
  { resume }: TrainingOptions<P>,
): void {
  if (start === undefined) return;
  checkStartValues(form, start);
  if (resume === undefined) return;
  throw new NescioError({
    code: "invalid-option",
    subject: "options start and resume",
    expected: "one of them at most",
    found: "both",
    next: "A checkpoint has the parameters to go on from: leave start out.",
  });
}

/** A training on its way: what its epochs have left. */
class TrainingRun<T, P extends Posterior> {
  readonly #perEpoch: number;
  readonly #vary: ((images: Uint32Array, epoch: number) => void) | undefined;
  readonly #losses: number[];
  readonly #measures: EpochMeasure[];
  /** After the best epoch by validation. */
  #best: readonly Float32Array[] | undefined;
  /** Time spent on steps: validation, writing a checkpoint and waiting for whoever looks on do not count. */
  #seconds: number;
  /** Steps that the engine is given at a time. */
  #runLength = 4;

  constructor(
    network: Network,
    private readonly inputs: TrainingInputs,
    private readonly settings: TrainingSettings,
    private readonly trainee: Trainee<T, P>,
    private readonly options: TrainingOptions<P>,
    private readonly session: TrainingSession,
  ) {
    const { resume } = options;
    this.#perEpoch = Math.ceil(inputs.count / settings.batchSize);
    this.#vary = variations(network, inputs, settings, session);
    this.#losses = [...(resume?.lossPerImageByEpoch ?? [])];
    this.#measures = [...(resume?.validationByEpoch ?? [])];
    this.#best = resume?.best ?? resume?.state;
    this.#seconds = resume?.seconds ?? 0;
  }

  /** Sets the parameters, and draws the first step's weights. */
  async start(): Promise<void> {
    const { session, trainee } = this;
    const { resume } = this.options;
    if (resume === undefined) {
      session.initialise();
      if (trainee.start !== undefined) trainee.form.write(session, trainee.start);
    } else {
      session.checkState(resume.state);
      if (resume.best !== undefined) session.checkState(resume.best);
      session.restore(resume.state);
    }
    await session.drawFirst(this.#losses.length * this.#perEpoch);
  }

  get goesOn(): boolean {
    const done = this.#losses.length;
    const { patience = Infinity } = this.options;
    return done < this.settings.epochs && done - bestEpoch(this.#measures) <= patience;
  }

  /** The next epoch: its steps, its measure, its checkpoint. */
  async epoch(): Promise<void> {
    const { options, inputs, settings } = this;
    const epoch = this.#losses.length;
    const lossPerImage = (await this.steps(epoch)) / inputs.count;
    this.#losses.push(lossPerImage);
    const validation = await this.measure(epoch);
    const kept = validation === undefined || bestEpoch(this.#measures) === epoch;
    options.onEpoch?.({ epoch, epochs: settings.epochs, lossPerImage, validation, kept });
    await options.onCheckpoint?.({
      epochs: epoch + 1,
      lossPerImageByEpoch: [...this.#losses],
      validationByEpoch: [...this.#measures],
      seconds: this.#seconds,
      state: this.session.state(),
      best: kept ? undefined : this.#best,
    });
  }

  result(): TrainingResult<T> {
    const { session, trainee } = this;
    const epochs = this.#losses.length;
    const epoch = this.#measures.length === 0 ? epochs - 1 : bestEpoch(this.#measures);
    if (this.#measures.length > 0 && this.#best !== undefined) session.restore(this.#best);
    return {
      parameters: this.parametersAfter((epoch + 1) * this.#perEpoch, epoch),
      lossPerImageByEpoch: this.#losses,
      validationByEpoch: this.#measures,
      epoch,
      continued: trainee.start !== undefined,
      seconds: this.#seconds,
      msPerStep: (this.#seconds * 1000) / (epochs * this.#perEpoch),
      threads: session.threads,
      variant: session.variant,
    };
  }

  /** All steps of an epoch, some at a time; the sum of their losses. */
  private async steps(epoch: number): Promise<number> {
    const { session, settings, inputs, trainee, options } = this;
    const { batchSize, epochs } = settings;
    const perEpoch = this.#perEpoch;
    const order = this.#order(epoch);
    session.setOrder(order);
    let total = 0;
    for (let done = 0; done < perEpoch;) {
      throwIfAborted(options.signal, "training");
      const upTo = trainee.every === undefined ? Infinity : trainee.every - (done % trainee.every);
      const length = Math.min(this.#runLength, perEpoch - done, upTo);
      const since = performance.now();
      const controls = Array.from({ length }, (_, i) => this.control(epoch, done + i));
      this.#vary?.(order.subarray(done * batchSize, (done + length) * batchSize), epoch);
      const results = await session.run(controls, options.signal);
      results.forEach((loss, i) => (total += finiteLoss(loss, controls[i], epoch)));
      done += length;
      const spent = performance.now() - since;
      this.#seconds += spent / 1000;
      this.#runLength = Math.min(RUN_STEPS, Math.max(1, Math.round((RUN_MS * length) / spent)));
      const step = epoch * perEpoch + done;
      trainee.collect?.(step, () => trainee.form.read(session));
      const lossPerImage = total / Math.min(done * batchSize, inputs.count);
      const progress = {
        ...{ epoch, epochs, step, steps: perEpoch * epochs },
        ...{ lossPerImage, seconds: this.#seconds },
      };
      options.onProgress?.(progress);
      if (options.onSteps === undefined) continue;
      const read = (): P => trainee.posterior(this.parametersAfter(step, epoch));
      await showMoment(options.onSteps, progress, read, options.signal);
    }
    return total;
  }

  /** The order in which an epoch visits the inputs. */
  #order(epoch: number): Uint32Array {
    const { count, labels } = this.inputs;
    const { seed, classWeight } = this.settings;
    if (classWeight === "balanced" && labels !== undefined) return balancedOrder(labels, seed, epoch);
    return randomStream("imageOrder", seed, epoch).permutation(count);
  }

  /** What the step at a place in an epoch is told. */
  private control(epoch: number, place: number): StepControl {
    const { settings, inputs } = this;
    const { batchSize, epochs } = settings;
    const start = place * batchSize;
    const count = Math.min(batchSize, inputs.count - start);
    const step = epoch * this.#perEpoch + place;
    return {
      start,
      count,
      step,
      klWeight: klWeightAt(settings, step, this.#perEpoch, count, inputs.count),
      learningRate: learningRateAt(settings, step, this.#perEpoch * epochs),
    };
  }

  /** The parameters after so many steps, the last of them in an epoch. Throws `diverged` unless they are finite. */
  private parametersAfter(steps: number, epoch: number): Map<string, T> {
    return finiteParameters(this.trainee.form, this.session, steps - 1, epoch);
  }

  /** How the parameters do on the validation images; keeps them where they are the best so far. */
  private async measure(epoch: number): Promise<EpochMeasure | undefined> {
    const { session, trainee, settings, options } = this;
    const { validation, threads, signal } = options;
    if (validation === undefined) return undefined;
    const posterior = trainee.posterior(this.parametersAfter((epoch + 1) * this.#perEpoch, epoch));
    const { seed } = settings;
    const predictive = await posterior.predict(validation, {
      samples: VALIDATION_SAMPLES,
      seed,
      threads,
      signal,
    });
    const labels = validation.labels!;
    const measure = {
      // Infinite where all networks rule a label out, which a checkpoint's JSON could not hold.
      nll: Math.min(negativeLogLikelihood(predictive, labels), Number.MAX_VALUE),
      accuracy: forcedAccuracy(predictive, labels),
    };
    this.#measures.push(measure);
    if (bestEpoch(this.#measures) === epoch) this.#best = session.state();
    return measure;
  }
}
