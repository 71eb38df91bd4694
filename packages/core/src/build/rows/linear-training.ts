import * as z from "zod";
import type { RowDataset } from "../../data/dataset.js";
import { takesRows, type Network } from "../../layers/network.js";
import { PointPosterior } from "../../posteriors/point/posterior.js";
import { trainingSettings } from "../../training/settings.js";
import type { Json } from "../../validation.js";
import { linearNetwork, priorOf, type RowTraining } from "./recipe.js";
import { softmaxRegression, type SoftmaxProblem } from "./softmax-regression.js";

/**
 * A point: the maximum a posteriori of a linear network, which is the only one, by Newton's method. In what is recorded as its
 * settings an epoch is a step of that, over all rows.
 */
export function linearTraining(precision: number): RowTraining {
  return (dataset, { seed }) => {
    const start = performance.now();
    const { weights, loss, steps } = softmaxRegression({ ...regressionOf(dataset), precision });
    const seconds = (performance.now() - start) / 1000;
    const epochs = Math.max(1, steps);
    const settings = trainingSettings("default", {
      ...priorOf(precision),
      ...{ estimator: "delta", seed, epochs, batchSize: dataset.count },
      ...{ learningRate: 1, schedule: "constant" },
    });
    return Promise.resolve({
      posterior: pointOf(dataset, weights),
      settings: { ...settings, posterior: "point", members: 1 },
      lossPerImageByEpoch: [loss / dataset.count],
      validation: undefined,
      continued: false,
      ...{ seconds, msPerStep: (1000 * seconds) / epochs, threads: 1 },
    });
  };
}

/**
 * The precision of the prior of a training as `linearTraining` records it; undefined of any other. Its steps are Newton's: no other
 * training goes on by them.
 *
 * @param options As a model has them, of `trainPosterior`'s form.
 */
export function linearPrecision(network: Network, options: Json): number | undefined {
  const [first] = network.layers;
  if (!takesRows(network) || network.layers.length !== 1 || first.type !== "dense") return undefined;
  const { success, data } = recorded.safeParse(options);
  return success ? 1 / data.prior.scale ** 2 : undefined;
}

/** What `linearTraining` records, and a training by gradients would not end with. */
const recorded = z.looseObject({
  posterior: z.literal("point"),
  estimator: z.literal("delta"),
  learningRate: z.literal(1),
  schedule: z.literal("constant"),
  klWeight: z.literal(1),
  klScale: z.literal("batch"),
  prior: z.looseObject({ loc: z.literal(0), scale: z.number().positive() }),
});

/** Rows as what a softmax regression takes, a 1 behind each. */
export function regressionOf({
  count,
  columns,
  values,
  labels,
  classes,
}: RowDataset): Omit<SoftmaxProblem, "precision"> {
  const n = columns.length;
  const inputs = n + 1;
  const features = Float64Array.from({ length: count * inputs }, (_, at) =>
    at % inputs === n ? 1 : values[Math.floor(at / inputs) * n + (at % inputs)],
  );
  return { rows: count, inputs, features, classes: classes.length, labels: labels! };
}

function pointOf(dataset: RowDataset, flat: Float64Array): PointPosterior {
  const network = linearNetwork(dataset);
  const [inputs, outputs] = [dataset.columns.length, dataset.classes.length];
  const weight = new Float32Array(outputs * inputs);
  const bias = new Float32Array(outputs);
  for (let k = 0; k < outputs; k++) {
    const row = flat.subarray(k * (inputs + 1), (k + 1) * (inputs + 1));
    weight.set(row.subarray(0, inputs), k * inputs);
    bias[k] = row[inputs];
  }
  const weights = new Map([
    ["out.weight", { shape: [outputs, inputs], data: weight }],
    ["out.bias", { shape: [outputs], data: bias }],
  ]);
  return new PointPosterior(network, weights);
}
