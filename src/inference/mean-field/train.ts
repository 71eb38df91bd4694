import type { Dataset } from "../../data/dataset.js";
import type { KernelVariant } from "../../engine/kernels.js";
import { NescioError, throwIfAborted } from "../../errors.js";
import { Random } from "../../math/random.js";
import type { Network } from "../../network/network.js";
import { meanFieldSettings, type MeanFieldSettings, type PresetName } from "./options.js";
import { MeanFieldPosterior } from "./posterior.js";
import { klWeightAt, learningRateAt } from "./schedule.js";
import { MeanFieldSession, type StepControl } from "./session.js";
import { checkInputs, trainingInputs, type TrainingInputs } from "./training-inputs.js";
import { RUN_STEPS } from "./training-memory.js";

// Stream of the host's generator for an epoch's order of images.
const ORDER = 2;
// A run of the engine should last about this long: progress moves, and a request to stop is heard.
const RUN_MS = 120;

const RATE_HINT = "The learning rate is the likeliest reason: try a tenth of it.";
const KL_HINT =
  "Either the learning rate is too high, so try a tenth of it, or the prior's scale and the initial scales lie too far apart.";

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

export interface MeanFieldOptions extends Partial<MeanFieldSettings> {
  /** Where the settings come from that are not given. Default `default`. */
  readonly preset?: PresetName | undefined;
  /** Worker threads, 1 to 64; 1 computes on the calling thread. Default: what the host offers, at most 8. The result is the same for any number. */
  readonly threads?: number | undefined;
  /** Build of the kernels. Default: the fastest that the host has. Results of the two differ by rounding. */
  readonly variant?: KernelVariant | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
}

/** A trained posterior with the facts of its training. */
export interface MeanFieldResult {
  readonly posterior: MeanFieldPosterior;
  readonly settings: MeanFieldSettings;
  /** Per epoch: the loss (−log likelihood + weighted KL, nats) summed over its steps, divided by the number of images. */
  readonly lossPerImageByEpoch: readonly number[];
  /** Wall-clock time of all steps. */
  readonly seconds: number;
  readonly msPerStep: number;
  readonly threads: number;
  readonly variant: KernelVariant;
}

/**
 * Fits an independent Gaussian to every weight by stochastic gradient ascent of the one-sample evidence lower
 * bound (Blundell et al., "Weight Uncertainty in Neural Networks", 2015, with Adam).
 *
 * @throws NescioError `invalid-option`, `invalid-data` or `invalid-network` before anything is computed;
 * `diverged` when the loss stops being a number; `aborted` by the signal.
 */
export async function meanField(
  network: Network,
  dataset: Dataset,
  options: MeanFieldOptions = {},
): Promise<MeanFieldResult> {
  const { preset = "default", threads, variant, signal, onProgress, ...changes } = options;
  const settings = meanFieldSettings(preset, changes);
  const crew = { threads, variant, signal, onProgress };
  return fitMeanField(network, trainingInputs(network, dataset), settings, crew);
}

/** `meanField` on inputs in the engine's form, labels or real-valued targets. */
export async function fitMeanField(
  network: Network,
  inputs: TrainingInputs,
  settings: MeanFieldSettings,
  options: Pick<MeanFieldOptions, "threads" | "variant" | "signal" | "onProgress"> = {},
): Promise<MeanFieldResult> {
  const { signal, onProgress, ...crew } = options;
  checkInputs(network, inputs, settings);
  throwIfAborted(signal, "training");
  const session = await MeanFieldSession.start(network, inputs, settings, crew);
  try {
    session.initialise();
    await session.drawFirst();
    const { epochs, batchSize, seed } = settings;
    const perEpoch = Math.ceil(inputs.count / batchSize);
    const steps = perEpoch * epochs;
    const lossPerImageByEpoch: number[] = [];
    const began = performance.now();
    let runLength = 4;
    for (let epoch = 0; epoch < epochs; epoch++) {
      session.setOrder(new Random(seed, ORDER, epoch).permutation(inputs.count));
      let total = 0;
      for (let done = 0; done < perEpoch;) {
        throwIfAborted(signal, "training");
        const controls = Array.from({ length: Math.min(runLength, perEpoch - done) }, (_, i): StepControl => {
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
        const since = performance.now();
        const losses = await session.run(controls, signal);
        losses.forEach(({ nll, kl }, i) => {
          const loss = nll + controls[i].klWeight * kl;
          if (!Number.isFinite(loss)) {
            const part = Number.isFinite(nll) ? `a KL of ${kl}` : `a negative log-likelihood of ${nll}`;
            // A likelihood that fails has outputs that overflowed; a KL may have been too much from the start.
            const next = Number.isFinite(nll) ? KL_HINT : RATE_HINT;
            throw diverged(controls[i].step, epoch, "a finite loss", part, next);
          }
          total += loss;
        });
        done += controls.length;
        const perStep = (performance.now() - since) / controls.length;
        runLength = Math.min(RUN_STEPS, Math.max(1, Math.round(RUN_MS / perStep)));
        const seen = Math.min(done * batchSize, inputs.count);
        onProgress?.({
          epoch,
          epochs,
          step: epoch * perEpoch + done,
          steps,
          lossPerImage: total / seen,
          seconds: (performance.now() - began) / 1000,
        });
      }
      lossPerImageByEpoch.push(total / inputs.count);
    }
    const seconds = (performance.now() - began) / 1000;
    const tensors = session.tensors();
    // The losses vouch for the parameters before the last step; these are the parameters after it.
    for (const [name, { loc, scale }] of tensors) {
      if (!loc.every(Number.isFinite) || !scale.every(Number.isFinite)) {
        throw diverged(
          steps - 1,
          epochs - 1,
          "finite parameters",
          `a value in "${name}" that is not`,
          RATE_HINT,
        );
      }
    }
    return {
      posterior: new MeanFieldPosterior(network, tensors),
      settings,
      lossPerImageByEpoch,
      seconds,
      msPerStep: (seconds * 1000) / steps,
      threads: session.threads,
      variant: session.variant,
    };
  } finally {
    await session.close();
  }
}

function diverged(step: number, epoch: number, expected: string, found: string, next: string): NescioError {
  return new NescioError({
    code: "diverged",
    subject: `training, step ${step} (epoch ${epoch})`,
    expected,
    found,
    next,
  });
}
