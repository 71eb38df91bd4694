import type { Dataset } from "../../data/dataset.js";
import { NescioError } from "../../errors.js";
import type { Network } from "../../layers/network.js";
import { runCourse, type CourseOptions, type CourseResult } from "../../training/loop.js";
import { meanFieldSettings, type MeanFieldSettings } from "../../training/settings.js";
import { splitOptions } from "../mean-field/train.js";
import { trainingInputs } from "../../training/inputs.js";
import type { GaussianTensor, Tensor, Weights } from "../../prediction/posterior.js";
import { PointPosterior } from "./posterior.js";

/** What decides a point estimate: the fields of `MeanFieldSettings` that have a meaning without scales. */
export type PointSettings = Omit<MeanFieldSettings, "estimator" | "kl" | "initial">;

export interface PointOptions extends Partial<PointSettings>, CourseOptions {
  /** Weights to start from. Default: drawn by He's rule, biases 0. */
  readonly start?: Weights | undefined;
  /** Shows the weights on their way, `perEpoch` times an epoch at equal distances, from epoch `fromEpoch` (0-based) on. */
  readonly collect?:
    | {
        readonly fromEpoch: number;
        readonly perEpoch: number;
        readonly visit: (weights: Weights) => void;
      }
    | undefined;
}

export interface PointResult extends Omit<CourseResult, "tensors"> {
  readonly posterior: PointPosterior;
  readonly settings: PointSettings;
}

/** Where they differ from the `default` preset: the maximum a posteriori of an N(0, 1) prior, counted once an epoch. */
const defaults: Partial<MeanFieldSettings> = {
  ...{ estimator: "delta", kl: "closed-form", klScale: "batch", klWeight: 1, learningRate: 1e-3 },
  prior: { loc: 0, scale: 1 },
};

/**
 * One network: the maximum a posteriori under the Gaussian prior (`klWeight` 0: maximum likelihood), by Adam. In the
 * loss −log prior, without its constant, takes the place of the KL divergence.
 *
 * @throws NescioError as `meanField`.
 */
export async function trainPoint(
  network: Network,
  dataset: Dataset,
  options: PointOptions = {},
): Promise<PointResult> {
  const { start, collect, ...rest } = options;
  const [course, changes] = splitOptions(rest);
  const settings = meanFieldSettings("default", { ...defaults, ...changes, estimator: "delta" });
  const inputs = trainingInputs(network, dataset);
  const perEpoch = Math.ceil(inputs.count / settings.batchSize);
  if (
    collect !== undefined &&
    !(Number.isInteger(collect.perEpoch) && collect.perEpoch >= 1 && collect.perEpoch <= perEpoch)
  ) {
    throw new NescioError({
      code: "invalid-option",
      subject: "iterates collected an epoch",
      expected: `a whole number from 1 to the ${perEpoch} steps of an epoch`,
      found: String(collect.perEpoch),
    });
  }
  const every = collect && Math.floor(perEpoch / collect.perEpoch);
  const { tensors, ...facts } = await runCourse(network, inputs, settings, {
    ...course,
    every,
    posterior: (values) => new PointPosterior(network, points(values)),
    initial: start && gaussians(start),
    onSteps:
      collect &&
      ((steps, now) => {
        const inEpoch = ((steps - 1) % perEpoch) + 1;
        if (steps <= collect.fromEpoch * perEpoch || inEpoch % every! !== 0) return;
        if (inEpoch / every! <= collect.perEpoch) collect.visit(points(now()));
      }),
  });
  return { posterior: new PointPosterior(network, points(tensors)), settings, ...facts };
}

function points(tensors: ReadonlyMap<string, GaussianTensor>): Map<string, Tensor> {
  return new Map([...tensors].map(([name, { shape, loc }]) => [name, { shape, data: loc }]));
}

/** The scales are there for the form's sake: nothing reads them. */
function gaussians(weights: Weights): Map<string, GaussianTensor> {
  const of = ({ shape, data }: Tensor): GaussianTensor => ({
    ...{ shape, loc: data },
    scale: new Float32Array(data.length).fill(1),
  });
  return new Map([...weights].map(([name, tensor]) => [name, of(tensor)]));
}
