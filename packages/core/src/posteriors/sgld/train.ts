import { NescioError } from "../../errors.js";
import { streamSeed } from "../../math/streams.js";
import type { Network } from "../../layers/network.js";
import type { Weights } from "../../prediction/posterior.js";
import { trainingInputs, type TrainingInputs } from "../../training/inputs.js";
import { trainingLoop } from "../../training/loop.js";
import type { TrainingOptions } from "../../training/options.js";
import { pointParameters } from "../../training/parameters.js";
import type { TrainingSettings } from "../../training/settings.js";
import { MAX_MEMBERS, MixturePosterior } from "../mixture/posterior.js";
import { PointPosterior } from "../point/posterior.js";
import { furtherRun, partReports, showing, type PosteriorTraining, type Trained } from "../training.js";

/** Fewest epochs of a cycle, where the cycles are as many as there is time for. */
const CYCLE_EPOCHS = 10;
/** Draws kept of a cycle: the networks at the ends of its last epochs. */
const CYCLE_DRAWS = 3;

const fixed = {
  estimator: "langevin",
  schedule: "cosine",
  rateWarmup: 0,
  beta1: 0,
  klScale: "batch",
  klWarmup: 0,
} as const satisfies Partial<TrainingSettings>;

const defaultCycles = (epochs: number): number => Math.max(1, Math.floor(epochs / CYCLE_EPOCHS));

/** Networks that so many epochs leave where nobody says how many. */
export function sgldDraws(epochs: number): number {
  const cycles = defaultCycles(epochs);
  return cycles * Math.min(CYCLE_DRAWS, Math.floor(epochs / cycles));
}

export interface SgldCycles {
  /** At least 1, at most as many as epochs. Default: one for every ten epochs. */
  readonly cycles?: number | undefined;
  /** Draws kept of each cycle, one an epoch, its last ones. Default 3, or the epochs of a cycle where they are fewer. */
  readonly draws?: number | undefined;
}

/**
 * Draws networks from the posterior by stochastic-gradient Langevin dynamics with a cyclical step size (Zhang, Li, Zhang,
 * Chen and Wilson 2020, algorithm 1, with noise from a cycle's first step on). The epochs are parted into cycles; in each the
 * step size falls from `learningRate`, what a weight moves by for a slope of 1 of a batch's loss, along half a cosine to 0:
 * large steps find another mode, small ones sample it. Of the last epochs of each the networks are kept, each as likely as
 * any other. `klWeight` is the temperature, as it is of a mean-field posterior. `onSteps` is shown the networks kept so far;
 * before there is one, the network of that moment.
 *
 * @throws NescioError `invalid-option`, also for validation or checkpoints, which choose or keep one network where all
 * are wanted; `invalid-data`; `diverged`; `aborted`.
 */
export async function sampleSgld(
  network: Network,
  inputs: TrainingInputs,
  settings: TrainingSettings,
  options: SgldCycles & TrainingOptions<MixturePosterior | PointPosterior> = {},
): Promise<Trained<MixturePosterior>> {
  const { epochs, batchSize } = settings;
  const { cycles = defaultCycles(epochs) } = options;
  if (!Number.isInteger(cycles) || cycles < 1 || cycles > epochs) {
    throw invalid("option cycles", `a whole number from 1 to the ${epochs} epochs`, String(cycles));
  }
  const shortest = Math.floor(epochs / cycles);
  const { draws = Math.min(CYCLE_DRAWS, shortest) } = options;
  if (!Number.isInteger(draws) || draws < 1 || draws > shortest) {
    throw invalid(
      "option draws",
      `a whole number from 1 to the ${shortest} epochs of a cycle`,
      String(draws),
    );
  }
  if (cycles * draws > MAX_MEMBERS) {
    throw invalid("options cycles and draws", `at most ${MAX_MEMBERS} draws in all`, String(cycles * draws));
  }
  const given = (["validation", "resume", "onCheckpoint"] as const).find((key) => options[key] !== undefined);
  if (given !== undefined) throw invalid("posterior sgld", "no validation and no checkpoints", given);

  const perEpoch = Math.ceil(inputs.count / batchSize);
  const kept: PointPosterior[] = [];
  const losses: number[] = [];
  let seconds = 0;
  let start: Weights | undefined;
  const { onProgress } = options;
  const onSteps = showing(options.onSteps, (point: PointPosterior) =>
    kept.length === 0 ? point : new MixturePosterior([...kept]),
  );
  for (let cycle = 0; cycle < cycles; cycle++) {
    const before = losses.length;
    const length = Math.floor((epochs * (cycle + 1)) / cycles) - before;
    const trainee = {
      form: pointParameters,
      posterior: (weights: Weights) => new PointPosterior(network, weights),
      start,
      collect(done: number, weights: () => Weights) {
        if (done % perEpoch !== 0 || done / perEpoch <= length - draws) return;
        kept.push(new PointPosterior(network, weights()));
      },
    };
    const seed = cycle === 0 ? settings.seed : streamSeed("sgldCycle", settings.seed, cycle);
    const own = { ...settings, ...fixed, epochs: length, seed };
    const { parameters, ...facts } = await trainingLoop(network, inputs, own, trainee, {
      ...furtherRun(options),
      variant: options.variant,
      onEpoch(report) {
        const kept = report.epoch >= length - draws;
        options.onEpoch?.({ ...report, epoch: before + report.epoch, epochs, kept });
      },
      ...partReports<PointPosterior>({ before, epochs, seconds }, { onProgress, onSteps }),
    });
    start = parameters;
    losses.push(...facts.lossPerImageByEpoch);
    seconds += facts.seconds;
  }
  return {
    posterior: new MixturePosterior(kept),
    lossPerImageByEpoch: losses,
    seconds,
    msPerStep: (seconds * 1000) / (epochs * perEpoch),
  };
}

export const sgldTraining: PosteriorTraining<MixturePosterior> = {
  fixed,
  // Its members are draws of a whole run, of which no epoch is the best.
  validates: false,
  train: (network, dataset, settings, run) =>
    sampleSgld(network, trainingInputs(network, dataset), settings, run),
};

function invalid(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-option", subject, expected, found });
}
