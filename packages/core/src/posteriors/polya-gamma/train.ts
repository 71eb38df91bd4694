import { nextTurn } from "#host";
import type { Dataset } from "../../data/dataset.js";
import { NescioError, throwIfAborted } from "../../errors.js";
import { isWeighted } from "../../layers/kinds.js";
import type { Network } from "../../layers/network.js";
import { randomStream } from "../../math/streams.js";
import type { Weights } from "../../prediction/posterior.js";
import { checkInputs, trainingInputs } from "../../training/inputs.js";
import { showMoment } from "../../training/moment.js";
import type { TrainingOptions } from "../../training/options.js";
import type { TrainingSettings } from "../../training/settings.js";
import { beforeLastLayer, lastLayerInputs, lastLayerOf } from "../last-layer.js";
import { MixturePosterior } from "../mixture/posterior.js";
import { PointPosterior } from "../point/posterior.js";
import { trainPoint } from "../point/train.js";
import { fixedForPoints, partReports, type PosteriorTraining, type Trained } from "../training.js";
import { PolyaGammaChain, type Regression } from "./chain.js";
import { flattened, unflattened, withOnes } from "./flat-layer.js";
import { checkChainOptions, checkNetworkSize, checkWork } from "./limits.js";

/** Draws that are kept. */
export const POLYA_GAMMA_DRAWS = 100;
/**
 * Sweeps that an epoch is: ten of them leave 100 draws of iris and wine under the default prior that are worth about 70
 * independent ones where a weight mixes worst.
 */
const EPOCH_SWEEPS = 500;
/** Epochs of a chain behind a point, whose own epochs are those of the settings. */
const EPOCHS_BEHIND = 10;
/** Of all sweeps, those before the first that may be kept. */
const WARMUP = 1 / 5;
/** The event loop waits no longer. */
const SLICE_MS = 30;

// The prior counts once, as it does for a point in batches.
const fixed = {
  ...fixedForPoints,
  klScale: "batch",
  klWarmup: 0,
} as const satisfies Partial<TrainingSettings>;

/**
 * Samples the last layer of a network, bias included, from its exact posterior: Bayesian multinomial logistic regression by
 * Pólya–Gamma augmentation (Polson, Scott and Windle 2013). Layers before it, if there are any with weights, are trained as a
 * point first and then held. The prior of every weight is N(loc, scale² / klWeight), under which the mode is the point's.
 *
 * Without hidden layers an epoch is 500 sweeps, behind them 5,000 follow the point's epochs. The first fifth of all is thrown
 * away; of the rest 100 draws at equal distances are kept, each as likely as any other, as points with all layers' weights.
 * `onSteps` is shown the point while that is trained, then the draws kept so far, and before there is one the network as the
 * last sweep left it.
 *
 * @param dataset Labelled images or rows.
 * @throws NescioError `unsupported` for a network that does not end in a dense layer, more than some minutes' work, or more
 * weights than can be stored with every draw; `invalid-option` for no prior (`klWeight` 0), validation or checkpoints, or
 * variations of images where there is no hidden layer; `invalid-data`; `diverged` by the point; `aborted`.
 */
export async function samplePolyaGamma(
  network: Network,
  dataset: Dataset,
  settings: TrainingSettings,
  options: TrainingOptions<MixturePosterior | PointPosterior> = {},
): Promise<Trained<MixturePosterior>> {
  const { epochs, prior, klWeight, seed, batchSize } = settings;
  const last = lastLayerOf(network, "polya-gamma");
  const data = trainingInputs(network, dataset);
  checkInputs(network, data, settings);
  const hidden = beforeLastLayer(network).layers.some(isWeighted);
  checkChainOptions(settings, options, hidden);
  checkNetworkSize(network);
  const { count: rows, labels } = data;
  const shape = { rows, inputs: last.inputs + 1, classes: last.outputs };
  // Epochs of the point, and of the chain.
  const [before, own] = hidden ? [epochs, EPOCHS_BEHIND] : [0, epochs];
  const all = before + own;
  checkWork(shape, own * EPOCH_SWEEPS);

  const { threads, signal, onProgress, onSteps, onEpoch } = options;
  const run = { ...options, ...partReports({ before: 0, epochs: all, seconds: 0 }, options) };
  const point = hidden ? await trainPoint(network, dataset, { ...settings, ...fixed, ...run }) : undefined;
  const weights: Weights = point?.posterior.weights ?? new Map();
  const inputs = await lastLayerInputs(network, weights, dataset, { threads, signal });
  const regression: Regression = {
    ...shape,
    ...{ features: withOnes(inputs, last.inputs), labels: labels! },
    ...{ precision: klWeight / prior.scale ** 2, loc: prior.loc },
  };
  const chain = new PolyaGammaChain(
    regression,
    randomStream("polyaGammaChain", seed),
    flattened(last, weights),
  );

  // Progress counts in steps as the point's.
  const perEpoch = Math.ceil(rows / batchSize);
  const kept: PointPosterior[] = [];
  const pointOf = (drawn: Float64Array): PointPosterior =>
    new PointPosterior(network, new Map([...weights, ...unflattened(last, drawn)]));
  const losses: number[] = [];
  const { seconds, sweeps } = await sampled(chain, own, {
    signal,
    onDraw(drawn) {
      kept.push(pointOf(drawn));
    },
    async onSweeps(done, seconds) {
      const lossPerImage = chain.loss() / rows;
      const epoch = before + Math.min(own - 1, Math.floor(done / EPOCH_SWEEPS));
      const step = Math.floor((before + done / EPOCH_SWEEPS) * perEpoch);
      const spent = (point?.seconds ?? 0) + seconds;
      const progress = { epoch, epochs: all, step, steps: all * perEpoch, lossPerImage, seconds: spent };
      onProgress?.(progress);
      if (onSteps !== undefined) {
        const read = (): MixturePosterior | PointPosterior =>
          kept.length === 0 ? pointOf(chain.weights()) : new MixturePosterior([...kept]);
        await showMoment(onSteps, progress, read, signal);
      }
      if (hidden || done % EPOCH_SWEEPS !== 0) return;
      losses.push(lossPerImage);
      onEpoch?.({ epoch: losses.length - 1, epochs, lossPerImage, validation: undefined, kept: true });
    },
  });
  return {
    posterior: new MixturePosterior(kept),
    lossPerImageByEpoch: point?.lossPerImageByEpoch ?? losses,
    seconds: (point?.seconds ?? 0) + seconds,
    msPerStep: point?.msPerStep ?? (seconds * 1000) / sweeps,
  };
}

export const polyaGammaTraining: PosteriorTraining<MixturePosterior> = {
  fixed,
  // Its members are draws of a whole run, of which no epoch is the best.
  validates: false,
  train: samplePolyaGamma,
};

interface Sampling {
  readonly signal: AbortSignal | undefined;
  /** Gets each draw that is kept, `[classes, inputs]`. */
  readonly onDraw: (drawn: Float64Array) => void;
  /** Called at the end of every epoch, and now and then; sampling waits for it. */
  readonly onSweeps: (done: number, seconds: number) => Promise<void>;
}

/** Runs the chain for so many epochs. Lets the event loop have its turns. */
async function sampled(
  chain: PolyaGammaChain,
  epochs: number,
  { signal, onDraw, onSweeps }: Sampling,
): Promise<{ seconds: number; sweeps: number }> {
  const sweeps = epochs * EPOCH_SWEEPS;
  const warmup = sweeps * WARMUP;
  const distance = (sweeps - warmup) / POLYA_GAMMA_DRAWS;
  let seconds = 0;
  let since = performance.now();
  for (let done = 1; done <= sweeps; done++) {
    swept(chain);
    if (done > warmup && (done - warmup) % distance === 0) onDraw(chain.draw());
    const spent = performance.now() - since;
    if (spent > SLICE_MS || done % EPOCH_SWEEPS === 0) {
      seconds += spent / 1000;
      await onSweeps(done, seconds);
      await nextTurn();
      throwIfAborted(signal, "training");
      since = performance.now();
    }
  }
  return { seconds, sweeps };
}

function swept(chain: PolyaGammaChain): void {
  try {
    chain.sweep();
  } catch (cause) {
    if (!(cause instanceof NescioError)) throw cause;
    throw new NescioError({
      code: "invalid-data",
      subject: "inputs of the last layer",
      expected: "numbers of sizes that the prior is not lost beside in double precision",
      found: "a matrix that rounding leaves indefinite",
      next: "Read columns by a standardize layer.",
      cause,
    });
  }
}
