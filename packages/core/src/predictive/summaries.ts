import { NescioError } from "../errors.js";
import { measuresOf, type Measures } from "./measures.js";
import type { Predictive } from "./predictive.js";

function invalid(expected: string, found: string, next?: string): NescioError {
  const facts = { code: "invalid-data", subject: "predictive", expected, found } as const;
  return new NescioError(next === undefined ? facts : { ...facts, next });
}

/** Most classes: data sets of images have 256 at most, what other models say may be of many more. */
const MAX_CLASSES = 65_536;

/** Rounding may lift the log-probability of a certain class a little over 0. */
const maxLogProb = 1e-3;

/**
 * Throws `invalid-data` unless the record is what it says: at least one image, sample and class, at most 65,536
 * classes, one value for each, every value a log-probability (-Infinity for "impossible" is one, NaN is not).
 */
export function checkPredictive(predictive: Predictive): void {
  const { images, samples, classes, logProbs } = predictive;
  for (const [what, value] of Object.entries({ images, samples, classes })) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw invalid(`a positive number of ${what}`, String(value));
  }
  if (classes > MAX_CLASSES) throw invalid(`at most ${MAX_CLASSES} classes`, String(classes));
  const size = images * samples * classes;
  if (logProbs.length !== size) {
    throw invalid(`${size} values (${images} × ${samples} × ${classes})`, String(logProbs.length));
  }
  for (let i = 0; i < size; i++) {
    if (!(logProbs[i] <= maxLogProb)) {
      const image = Math.floor(i / (samples * classes));
      throw invalid(
        "natural logarithms of probabilities, at most 0",
        `${logProbs[i]} for image ${image}, sample ${Math.floor(i / classes) % samples}, class ${i % classes}`,
        "Outputs of a network need a log-softmax; NaN means that its weights are not finite.",
      );
    }
  }
}

/** Mean probability over the samples, `[images, classes]`. */
export function meanProbs(predictive: Predictive): Float32Array {
  checkPredictive(predictive);
  const { images, samples, classes, logProbs } = predictive;
  const means = new Float32Array(images * classes);
  const sums = new Float64Array(classes);
  let at = 0;
  for (let image = 0; image < images; image++) {
    sums.fill(0);
    for (let sample = 0; sample < samples; sample++) {
      for (let c = 0; c < classes; c++) sums[c] += Math.exp(logProbs[at++]);
    }
    for (let c = 0; c < classes; c++) means[image * classes + c] = sums[c] / samples;
  }
  return means;
}

/** Entropy of the mean probability of each image, in nats: from 0 (certain) to log(classes). */
export function predictiveEntropy(predictive: Predictive): Float32Array {
  return measured(predictive, ({ entropy }) => entropy);
}

/**
 * Mutual information between the label and the sampled network, for each image, in nats: the entropy of the
 * mean minus the mean entropy. 0 where all networks say the same, however unsure each is; at most log(classes)
 * (BALD; Houlsby et al. 2011, arXiv:1112.5745).
 */
export function mutualInformation(predictive: Predictive): Float32Array {
  return measured(predictive, ({ information }) => information);
}

/** A measure of each image: the one that rules look at. */
function measured(predictive: Predictive, of: (measures: Measures) => number): Float32Array {
  checkPredictive(predictive);
  const means = new Float64Array(predictive.classes);
  return Float32Array.from({ length: predictive.images }, (_, image) =>
    of(measuresOf(predictive, image, means)),
  );
}

/**
 * The label of each image when an answer is forced: argmax of the mean over the first `samples` samples of the
 * log-probabilities. It is the argmax of the mean final-layer output too, as the tutorial has it: log-softmax takes
 * one constant off all outputs of a sample, so the means differ by a constant. The lowest class wins a tie.
 *
 * @param samples - From 1 to the number of samples there are. Default: 10, or all where there are fewer.
 */
export function forcedLabels(
  predictive: Predictive,
  samples: number = Math.min(10, predictive.samples),
): Uint32Array {
  checkPredictive(predictive);
  if (!Number.isInteger(samples) || samples < 1 || samples > predictive.samples) {
    throw new NescioError({
      code: "invalid-option",
      subject: "samples of a forced answer",
      expected: `an integer from 1 to the ${predictive.samples} samples that were drawn`,
      found: String(samples),
    });
  }
  const { images, classes, logProbs } = predictive;
  const labels = new Uint32Array(images);
  const sums = new Float64Array(classes);
  for (let image = 0; image < images; image++) {
    sums.fill(0);
    let at = image * predictive.samples * classes;
    for (let sample = 0; sample < samples; sample++) {
      for (let c = 0; c < classes; c++) sums[c] += logProbs[at++];
    }
    let best = 0;
    for (let c = 1; c < classes; c++) if (sums[c] > sums[best]) best = c;
    labels[image] = best;
  }
  return labels;
}
