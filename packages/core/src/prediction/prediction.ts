import { inputShape, inputValues, type Dataset } from "../data/dataset.js";
import { NescioError } from "../errors.js";
import { takesRows, type InputShape, type Network } from "../layers/network.js";

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
 * Throws `invalid-data` unless the network takes these inputs.
 * @param next What to do where they are of another shape.
 */
export function checkFits(network: Network, dataset: Dataset, next: string): void {
  const { name, count } = dataset;
  const values = inputValues(dataset);
  const wanted = shapeName(network.input);
  const given = shapeName(inputShape(dataset));
  const mismatch = (expected: string, found: string, todo?: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: `data set "${name}"`, expected, found, next: todo });
  if (wanted !== given) throw mismatch(`${wanted} (the network's input)`, given, next);
  const size = network.input.reduce((a, b) => a * b, 1);
  if (values.length !== count * size) {
    throw mismatch(`${count * size} values (${count} ${wanted})`, `${values.length}`);
  }
}

/** "images of 28×28×1", "rows of 4". */
function shapeName(shape: InputShape): string {
  return `${shape.length === 1 ? "rows" : "images"} of ${shape.join("×")}`;
}

/** Throws unless the network takes these images, and samples and seed are in their ranges. */
export function checkPrediction(network: Network, dataset: Dataset, samples: number, seed: number): void {
  const images = "Resize the images, or use a model that was trained on this size.";
  checkFits(
    network,
    dataset,
    takesRows(network) ? "Give rows with the columns that it was trained on." : images,
  );
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
