import type { Dataset } from "../data/dataset.js";
import { NescioError } from "../errors.js";
import type { Network } from "../layers/network.js";

// What every posterior's `predict` asks of its arguments, and where its result lies.

/** Most log-probabilities in a result: 2 GiB of them. */
const MAX_VALUES = 2 ** 29;

/** Memory for the result, before anything else is asked for. */
export function reserveLogProbs(count: number, samples: number, classes: number): Float32Array {
  const values = count * samples * classes;
  const unsupported = (expected: string, found: string, cause?: unknown): NescioError =>
    new NescioError({
      code: "unsupported",
      subject: `prediction of ${count} images with ${samples} samples and ${classes} classes`,
      expected,
      found,
      next: "Use fewer samples or fewer images.",
      cause,
    });
  if (values > MAX_VALUES) {
    throw unsupported(`at most ${MAX_VALUES} log-probabilities (2 GiB)`, `${values}`);
  }
  try {
    return new Float32Array(values);
  } catch (cause) {
    const mebibytes = Math.ceil((values * 4) / 1024 ** 2);
    throw unsupported(`${mebibytes} MiB of memory`, "an allocation failure", cause);
  }
}

/**
 * Throws `invalid-data` unless the network takes these images.
 * @param next What to do where they are of another size.
 */
export function checkImages(network: Network, dataset: Dataset, next: string): void {
  const { name, count, height, width, channels, pixels } = dataset;
  const wanted = network.input.join("×");
  const given = [height, width, channels].join("×");
  const mismatch = (expected: string, found: string, todo?: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: `data set "${name}"`, expected, found, next: todo });
  if (wanted !== given) throw mismatch(`images of ${wanted} (the network's input)`, given, next);
  const size = network.input.reduce((a, b) => a * b, 1);
  if (pixels.length !== count * size) {
    throw mismatch(`${count * size} pixels (${count} images of ${wanted})`, `${pixels.length}`);
  }
}

/** Throws unless the network takes these images, and samples and seed are in their ranges. */
export function checkPrediction(network: Network, dataset: Dataset, samples: number, seed: number): void {
  checkImages(network, dataset, "Resize the images, or use a model that was trained on this size.");
  const whole = (subject: string, value: number, least: number, most: number): void => {
    if (Number.isInteger(value) && value >= least && value <= most) return;
    throw new NescioError({
      code: "invalid-option",
      subject,
      expected: `a whole number from ${least} to ${most}`,
      found: String(value),
    });
  };
  whole("samples", samples, 1, 100_000);
  whole("seed", seed, 0, 0xffff_ffff);
}
