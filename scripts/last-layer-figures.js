// How last layers of other kinds compare with the exact posterior of polya-gamma, on tables (docs/posteriors.md): linear networks
// under one prior, trained on 70 % of the rows and judged on the others, over several random splits. The tables have
// numbers in all columns but "target".
//   node scripts/last-layer-figures.js --tables DIR/iris.csv,DIR/wine.csv,DIR/breast-cancer.csv --splits 20
import { basename } from "node:path";
import { parseArgs } from "node:util";
import {
  createDataset,
  fitLaplace,
  negativeLogLikelihood,
  parseNetwork,
  selectImages,
  splitImages,
  trainPosterior,
} from "@nescio/core";
import { readRows } from "@nescio/node/internal";

const { values } = parseArgs({
  options: {
    tables: { type: "string" },
    splits: { type: "string", default: "20" },
    from: { type: "string", default: "1" },
  },
});

/** Networks that a prediction is the mean of. */
const SAMPLES = 500;
const prior = { loc: 0, scale: 1 };
/** Enough for Adam to arrive: in batches of 32 rows, with the rate falling to 0. */
const gradients = { batchSize: 32, learningRate: 0.03, epochs: 600 };

async function table(file) {
  const { columns, count, data, text } = await readRows(file, { keep: ["target"] });
  const targets = text.get("target");
  const classes = [...new Set(targets)].sort();
  const labels = Uint8Array.from(targets, (target) => classes.indexOf(target));
  return createDataset({ name: basename(file, ".csv"), count, columns, values: data, labels, classes });
}

/** A linear network that reads columns by their mean and deviation in the training rows. */
function linear({ columns, count, values: data, classes }) {
  const sums = (of) =>
    columns.map((_, j) => data.reduce((sum, x, at) => sum + (at % columns.length === j ? of(x, j) : 0), 0));
  const mean = sums((x) => x / count);
  const deviation = sums((x, j) => (x - mean[j]) ** 2 / count).map(Math.sqrt);
  const layers = [
    { type: "standardize", mean, deviation },
    { type: "dense", name: "out", outputs: classes.length },
  ];
  return parseNetwork({ input: [columns.length], layers });
}

/** Each kind's posterior under the prior, counted once. */
const kinds = {
  "polya-gamma": async (network, rows, run) =>
    (await trainPosterior(network, rows, { ...run, posterior: "polya-gamma", epochs: 10 })).posterior,
  // How far off a hundred draws are.
  "polya-gamma, other draws": async (network, rows, { seed, ...run }) =>
    kinds["polya-gamma"](network, rows, { ...run, seed: seed + 1000 }),
  "laplace, full": async (network, rows, run) => {
    const { posterior } = await trainPosterior(network, rows, { ...run, ...gradients, posterior: "point" });
    const options = { structure: "full", priorPrecision: 1 / prior.scale ** 2, threads: 1 };
    return (await fitLaplace(network, posterior.weights, rows, options)).posterior;
  },
  laplace: async (network, rows, run) =>
    (await trainPosterior(network, rows, { ...run, ...gradients, posterior: "laplace" })).posterior,
  "mean-field": async (network, rows, run) =>
    (
      await trainPosterior(network, rows, {
        ...run,
        ...gradients,
        posterior: "mean-field",
        estimator: "local",
      })
    ).posterior,
  point: async (network, rows, run) =>
    (await trainPosterior(network, rows, { ...run, ...gradients, posterior: "point" })).posterior,
};

const mean = (x) => x.reduce((a, b) => a + b, 0) / x.length;
const error = (x) =>
  Math.sqrt(x.reduce((sum, each) => sum + (each - mean(x)) ** 2, 0) / (x.length - 1) / x.length);

/** Mean probabilities `[rows, classes]`. */
function probabilities({ images, samples, classes, logProbs }) {
  return Float64Array.from({ length: images * classes }, (_, at) => {
    const row = Math.floor(at / classes);
    let sum = 0;
    for (let s = 0; s < samples; s++)
      sum += Math.exp(logProbs[(row * samples + s) * classes + (at % classes)]);
    return sum / samples;
  });
}

function accuracyOf(probabilities, labels) {
  const classes = probabilities.length / labels.length;
  const right = labels.filter((label, row) => {
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(Math.max(...own)) === label;
  });
  return right.length / labels.length;
}

const splits = Number(values.splits);
for (const file of (values.tables ?? "").split(",").filter(Boolean)) {
  const all = await table(file);
  const training = Math.round(0.7 * all.count);
  const figures = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  for (let seed = Number(values.from); seed < Number(values.from) + splits; seed++) {
    const parts = splitImages(all, { training, test: all.count - training }, { seed });
    const [rows, test] = [selectImages(all, parts.training), selectImages(all, parts.test)];
    const network = linear(rows);
    let exact;
    for (const [kind, train] of Object.entries(kinds)) {
      const posterior = await train(network, rows, { prior, klWeight: 1, seed, threads: 1 });
      const predictive = await posterior.predict(test, {
        samples: kind === "point" ? 1 : SAMPLES,
        seed,
        threads: 1,
      });
      const own = probabilities(predictive);
      exact ??= own;
      figures[kind].push({
        accuracy: accuracyOf(own, test.labels),
        nll: negativeLogLikelihood(predictive, test.labels),
        // Total variation of the predictive distributions, mean over the rows.
        distance: own.reduce((sum, p, at) => sum + Math.abs(p - exact[at]), 0) / 2 / test.count,
      });
    }
  }
  for (const [kind, each] of Object.entries(figures)) {
    const of = (key) => each.map((one) => one[key]);
    const differences = of("nll").map((nll, split) => nll - figures["polya-gamma"][split].nll);
    const shown = (x) => Number(x.toPrecision(3));
    console.log(
      JSON.stringify({
        ...{ table: all.name, rows: training, kind, accuracy: Number(mean(of("accuracy")).toFixed(3)) },
        ...{
          nll: shown(mean(of("nll"))),
          overExact: shown(mean(differences)),
          error: shown(error(differences)),
        },
        distance: shown(mean(of("distance"))),
      }),
    );
  }
}
