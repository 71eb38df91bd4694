import * as z from "zod";
import type { Dataset } from "../../data/dataset.js";
import { NescioError } from "../../errors.js";
import { cholesky } from "../../math/cholesky.js";
import type { Network } from "../../layers/network.js";
import { checked } from "../../validation.js";
import { checkWeights } from "../../prediction/check-weights.js";
import type { PredictOptions, Weights } from "../../prediction/posterior.js";
import { checkPrediction } from "../../prediction/prediction.js";
import { lastLayerInputs, lastLayerOf } from "../last-layer.js";
import { trainPoint } from "../point/train.js";
import { fixedForPoints, partReports, type PosteriorTraining } from "../training.js";
import { triangleLength, type LastLayerPrecision, type Spectrum } from "./covariance.js";
import { fullCurvature, kroneckerCurvature, type LastLayerData } from "./curvature.js";
import { LaplacePosterior, NAME } from "./posterior.js";
import { bestPrecision, logEvidence, type Evidence } from "./prior-precision.js";

/** Weights of a last layer with a full covariance: the matrix has their square, its factor takes their cube. */
const MAX_FULL_WEIGHTS = 4096;

const schema = z.strictObject({
  structure: z.enum(["kronecker", "full"]),
  priorPrecision: z.union([z.literal("marginal-likelihood"), z.number().positive()]),
});

export interface LaplaceOptions extends Pick<PredictOptions, "threads" | "signal" | "onProgress"> {
  /**
   * `kronecker`: the covariance as a product of one over the layer's inputs and one over its outputs; `full`: all of it, for
   * up to 4,096 weights. Default `kronecker`.
   */
  readonly structure?: "kronecker" | "full" | undefined;
  /**
   * Precision (1 / variance) of the Gaussian prior of the last layer's weights, above 0, or `marginal-likelihood`: the one
   * under which the training data are the likeliest. Default `marginal-likelihood`.
   */
  readonly priorPrecision?: number | "marginal-likelihood" | undefined;
}

/** A fitted posterior, and how it came about. */
export interface LaplaceResult {
  readonly posterior: LaplacePosterior;
  readonly priorPrecision: number;
  /** log p(training data | prior precision) less the log likelihood at the trained weights. */
  readonly logEvidence: number;
}

/**
 * A Gaussian around a trained network's last layer, bias included, of the generalised Gauss–Newton curvature on the
 * training images and a Gaussian prior (last-layer Laplace approximation; Daxberger et al. 2021). Labels are not looked at:
 * the curvature does not depend on them. Dropout passes everything on.
 *
 * @param weights The trained network.
 * @param dataset The images it was trained on.
 * @throws NescioError `invalid-option`, `invalid-model` for weights that do not fit, `invalid-data` for images of another shape,
 * `unsupported` for a network that does not end in a dense layer or one too wide for `full`, `aborted`.
 */
export async function fitLaplace(
  network: Network,
  weights: Weights,
  dataset: Dataset,
  options: LaplaceOptions = {},
): Promise<LaplaceResult> {
  const {
    structure = "kronecker",
    priorPrecision = "marginal-likelihood",
    threads,
    signal,
    onProgress,
  } = options;
  checked(schema, { structure, priorPrecision }, (path) => `option ${path}`);
  checkWeights(network, weights);
  const { layer, inputs, outputs } = lastLayerOf(network, NAME);
  const count = (inputs + 1) * outputs;
  if (structure === "full" && count > MAX_FULL_WEIGHTS) {
    throw new NescioError({
      code: "unsupported",
      subject: "full Laplace posterior",
      expected: `at most ${MAX_FULL_WEIGHTS} weights in the last layer`,
      found: String(count),
      next: 'Use the structure "kronecker".',
    });
  }
  const crew = { threads, signal };
  const data = await lastLayerData(network, weights, dataset, crew);
  const evidenceOf = (logDeterminant: Evidence["logDeterminant"]): Evidence => {
    const last = ["weight", "bias"].map((part) => weights.get(`${layer.name}.${part}`)!.data);
    const normSquared = last.reduce((sum, values) => sum + values.reduce((a, b) => a + b * b, 0), 0);
    return { normSquared, count, logDeterminant };
  };
  const result = (evidence: Evidence, precisionAt: (chosen: number) => LastLayerPrecision): LaplaceResult => {
    const chosen = priorPrecision === "marginal-likelihood" ? bestPrecision(evidence) : priorPrecision;
    return {
      posterior: new LaplacePosterior(network, weights, precisionAt(chosen)),
      priorPrecision: chosen,
      logEvidence: logEvidence(evidence, chosen),
    };
  };
  if (structure === "full") {
    const curvature = await fullCurvature(data, { ...crew, onProgress });
    const factorAt = (chosen: number): Float64Array => {
      const precision = curvature.slice();
      for (let i = 0; i < count; i++) precision[i * count + i] += chosen;
      return cholesky(precision, count);
    };
    const evidence = evidenceOf((chosen) => {
      const factor = factorAt(chosen);
      let sum = 0;
      for (let i = 0; i < count; i++) sum += 2 * Math.log(factor[i * count + i]);
      return sum;
    });
    return result(evidence, (chosen) => ({ structure, factor: packTriangle(factorAt(chosen), count) }));
  }
  const factors = await kroneckerCurvature(data, { ...crew, onProgress });
  const left = await spectrum(factors.outputs, outputs);
  const right = await spectrum(factors.inputs, inputs + 1);
  const evidence = evidenceOf((chosen) => {
    let sum = 0;
    for (const a of left.values) for (const b of right.values) sum += Math.log(a * b + chosen);
    return sum;
  });
  return result(evidence, (chosen) => ({ structure, inputs: right, outputs: left, priorPrecision: chosen }));
}

/** A point, then the Gaussian around its last layer. */
export const laplaceTraining: PosteriorTraining<LaplacePosterior> = {
  fixed: fixedForPoints,
  startsFrom: (posterior) => posterior instanceof LaplacePosterior,
  async train(network, dataset, settings, run, start) {
    // Before anything long.
    lastLayerOf(network, NAME);
    const { threads, signal, onProgress } = run;
    // The fit goes over all images once, as an epoch does.
    const epochs = settings.epochs + 1;
    const { posterior: point, ...facts } = await trainPoint(network, dataset, {
      ...{ ...settings, ...run },
      ...partReports({ before: 0, epochs, seconds: 0 }, run),
      start: start?.weights,
    });
    const perEpoch = Math.ceil(dataset.count / settings.batchSize);
    const lossPerImage = facts.lossPerImageByEpoch.at(-1)!;
    const { posterior } = await fitLaplace(network, point.weights, dataset, {
      threads,
      signal,
      onProgress(done, total) {
        const step = Math.floor((settings.epochs + done / total) * perEpoch);
        const steps = epochs * perEpoch;
        onProgress?.({ epoch: epochs - 1, epochs, step, steps, lossPerImage, seconds: facts.seconds });
      },
    });
    return { ...facts, posterior };
  },
};

/** What comes to the last layer for each image, and the probabilities that come out of it. */
async function lastLayerData(
  network: Network,
  weights: Weights,
  dataset: Dataset,
  options: Pick<LaplaceOptions, "threads" | "signal">,
): Promise<LastLayerData> {
  checkPrediction(network, dataset, 1, 0);
  const { layer, inputs, outputs: classes } = lastLayerOf(network, NAME);
  const features = await lastLayerInputs(network, weights, dataset, options);
  const weight = weights.get(`${layer.name}.weight`)!.data;
  const bias = weights.get(`${layer.name}.bias`)!.data;
  const probabilities = new Float64Array(dataset.count * classes);
  for (let image = 0; image < dataset.count; image++) {
    const own = probabilities.subarray(image * classes, (image + 1) * classes);
    for (let c = 0; c < classes; c++) {
      let sum = bias[c];
      for (let i = 0; i < inputs; i++) sum += weight[c * inputs + i] * features[image * inputs + i];
      own[c] = sum;
    }
    const top = own.reduce((a, b) => Math.max(a, b));
    const total = own.reduce((sum, value) => sum + Math.exp(value - top), 0);
    for (let c = 0; c < classes; c++) own[c] = Math.exp(own[c] - top) / total;
  }
  return { images: dataset.count, inputs, features, classes, probabilities };
}

/** Eigenvalues of a symmetric matrix that has none below 0 but for rounding. */
async function spectrum(matrix: Float64Array, n: number): Promise<Spectrum> {
  // Only who asks for this posterior loads the library within.
  const { symmetricEigen } = await import("../../math/symmetric-eigen.js");
  const { values, vectors } = symmetricEigen(matrix, n);
  return {
    values: Float32Array.from(values, (value) => Math.max(0, value)),
    vectors: Float32Array.from(vectors),
  };
}

function packTriangle(lower: Float64Array, n: number): Float32Array {
  const packed = new Float32Array(triangleLength(n));
  for (let i = 0; i < n; i++) {
    packed.set(lower.subarray(i * n, i * n + i + 1), triangleLength(i));
  }
  return packed;
}
