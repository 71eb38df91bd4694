import {
  meanProbs,
  MixturePosterior,
  trainPosterior,
  type ImageDataset,
  type ModelPosterior,
  type Network,
  type TrainPosteriorOptions,
} from "@nescio/core";
import { availableVariants, defaultThreads } from "@nescio/core/internal";
import { firstLayer } from "./first-layer.js";
import { Gate } from "./gate.js";
import type { TrainingReport } from "./training-plan.js";

type Moment = Parameters<NonNullable<TrainPosteriorOptions["onSteps"]>>[0];

export interface RunOptions {
  readonly network: Network;
  readonly training: ImageDataset;
  /** What the curve is measured on: training has not seen it. */
  readonly validation: ImageDataset;
  readonly options: TrainPosteriorOptions;
  readonly onReport: (report: TrainingReport) => void;
}

/** What a run found: all of it, or what there was when it was stopped. */
export interface RunResult {
  readonly posterior: ModelPosterior;
  readonly lossPerImageByEpoch: readonly number[];
  readonly seconds: number;
  readonly msPerStep: number;
  readonly threads: number;
  readonly continued: boolean;
  readonly epochs: number;
  readonly stopped: boolean;
  /** What was told last. */
  readonly last: TrainingReport;
}

/** Milliseconds between reports, and at least between looks at the weights. */
const reportEvery = 125;
const lookEvery = 900;
/** Measuring takes at most one part in so many of the time. */
const measureShare = 15;
/** Networks drawn to measure by. */
const measureSamples = 4;

/** A training that can be looked at, paused and stopped. */
export class TrainingRun {
  readonly #abort = new AbortController();
  readonly #gate = new Gate();
  readonly #threads = defaultThreads();
  readonly #latest = new Map<number, ModelPosterior>();
  /** Steps done by each member. */
  readonly #steps = new Map<number, number>();
  readonly #looks: ((posterior: ModelPosterior) => Promise<void>)[] = [];
  #isPaused = false;
  #isStopped = false;
  #reported = 0;
  #looked = 0;
  #measured = 0;
  #measuring = 0;
  #lossSum = { epoch: -1, images: 0, total: 0 };
  #last: Moment | undefined;
  #told: TrainingReport | undefined;

  constructor(private readonly run: RunOptions) {}

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    this.#gate.open();
  }

  /** Ends it with what it has found by now. */
  stop(): void {
    this.#isStopped = true;
    this.#gate.open();
  }

  /** Looks at the posterior as it is at the next moment: at once, where training pauses. */
  look(look: (posterior: ModelPosterior) => Promise<void>): void {
    this.#looks.push(look);
    this.#gate.open();
  }

  async result(): Promise<RunResult> {
    const result = await this.#train();
    // Asked too late for a moment.
    for (const look of this.#looks.splice(0)) await look(result.posterior);
    return result;
  }

  async #train(): Promise<RunResult> {
    const { network, training, options } = this.run;
    const losses: number[] = [];
    try {
      const result = await trainPosterior(network, training, {
        ...options,
        threads: this.#threads,
        signal: this.#abort.signal,
        onSteps: (moment) => this.#onSteps(moment),
        onEpoch: ({ lossPerImage }) => losses.push(lossPerImage),
      });
      return { ...result, epochs: result.settings.epochs, stopped: false, last: this.#told! };
    } catch (error) {
      const last = this.#last;
      if (!this.#isStopped || last === undefined) throw error;
      return {
        posterior: this.#whole(),
        lossPerImageByEpoch: losses.length > 0 ? losses : [last.lossPerImage],
        seconds: last.seconds,
        msPerStep: (1000 * last.seconds) / last.step,
        threads: this.#threads,
        continued: options.start !== undefined,
        epochs: last.epoch + 1,
        stopped: true,
        last: this.#told!,
      };
    }
  }

  async #onSteps(moment: Moment): Promise<void> {
    const loss = this.#lossSince(moment);
    this.#last = moment;
    this.#steps.set(moment.member, moment.step);
    await this.#show(moment, loss);
    while ((this.#isPaused || this.#looks.length > 0) && !this.#isStopped) {
      await this.#lookAt(moment);
      if (this.#isPaused && this.#looks.length === 0) await this.#gate.opened;
    }
    if (!this.#isStopped) return;
    this.#latest.set(moment.member, moment.posterior());
    this.#abort.abort();
  }

  async #lookAt(moment: Moment): Promise<void> {
    if (this.#looks.length === 0) return;
    this.#latest.set(moment.member, moment.posterior());
    const posterior = this.#whole();
    for (const look of this.#looks.splice(0)) await look(posterior);
  }

  async #show(moment: Moment, loss: number | undefined): Promise<void> {
    const now = performance.now();
    const isLast = moment.step === moment.steps;
    if (now - this.#reported < reportEvery && !isLast) return;
    this.#reported = now;
    const [looks, measures] = [
      isLast || this.#isDue(this.#looked, lookEvery),
      isLast || this.#isDue(this.#measured, this.#wait()),
    ];
    if (looks || measures) this.#latest.set(moment.member, moment.posterior());
    if (looks) this.#looked = now;
    const accuracy = measures ? await this.#measure() : undefined;
    const members = this.run.options.members ?? 1;
    const { epochs, step, steps, seconds } = moment;
    const done = [...this.#steps.values()].reduce((sum, each) => sum + each, 0);
    // Members are trained side by side, some later: together they are as far as all of their steps say.
    const epoch = Math.min(epochs - 1, Math.floor((epochs * (done - 1)) / (steps * members)));
    this.run.onReport(
      (this.#told = {
        stage: "training",
        step: done,
        steps: steps * members,
        ...{ epoch, epochs, loss, accuracy },
        msPerStep: (1000 * seconds) / step,
        threads: this.#threads,
        simd: availableVariants()[0],
        weights: looks ? firstLayer(this.#whole()) : undefined,
      }),
    );
  }

  #isDue(last: number, wait: number): boolean {
    return performance.now() - last >= wait;
  }

  #wait(): number {
    return Math.max(lookEvery, measureShare * this.#measuring);
  }

  async #measure(): Promise<number> {
    const since = performance.now();
    const { validation } = this.run;
    const accuracy = await accuracyOf(this.#whole(), validation);
    this.#measured = performance.now();
    this.#measuring = this.#measured - since;
    return accuracy;
  }

  /** Of the steps since the last moment: what is told is the mean over the epoch so far. */
  #lossSince({ member, epoch, step, steps, epochs, lossPerImage }: Moment): number | undefined {
    if (member !== 0) return undefined;
    const perEpoch = steps / epochs;
    const { count } = this.run.training;
    const images = Math.min(count, Math.ceil(((step - epoch * perEpoch) / perEpoch) * count));
    const before = this.#lossSum.epoch === epoch ? this.#lossSum : { images: 0, total: 0 };
    const total = lossPerImage * images;
    this.#lossSum = { epoch, images, total };
    return images > before.images ? (total - before.total) / (images - before.images) : lossPerImage;
  }

  #whole(): ModelPosterior {
    const members = [...this.#latest.values()];
    return this.run.options.members === undefined ? members[0] : new MixturePosterior(members);
  }
}

/** Share of images whose most probable class is their label. */
export async function accuracyOf(posterior: ModelPosterior, images: ImageDataset): Promise<number> {
  const { classes } = images;
  const probabilities = meanProbs(await posterior.predict(images, { samples: measureSamples, threads: 1 }));
  let right = 0;
  images.labels!.forEach((label, i) => {
    const own = probabilities.subarray(i * classes.length, (i + 1) * classes.length);
    if (own.every((p) => p <= own[label])) right++;
  });
  return right / images.count;
}
