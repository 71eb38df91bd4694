import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createDataset, selectImages, type RowDataset } from "../../../packages/core/src/data/dataset.js";
import { denseNetwork, parseNetwork, type Network } from "../../../packages/core/src/layers/network.js";
import { Random } from "../../../packages/core/src/math/random.js";
import type { MixturePosterior } from "../../../packages/core/src/posteriors/mixture/posterior.js";
import { trainPoint } from "../../../packages/core/src/posteriors/point/train.js";
import { samplePolyaGamma } from "../../../packages/core/src/posteriors/polya-gamma/train.js";
import { trainPosterior } from "../../../packages/core/src/posteriors/train-posterior.js";
import { forcedLabels } from "../../../packages/core/src/predictive/summaries.js";
import type { Weights } from "../../../packages/core/src/prediction/posterior.js";
import type { TrainingOptions, TrainingProgress } from "../../../packages/core/src/training/options.js";
import { trainingSettings, type TrainingSettings } from "../../../packages/core/src/training/settings.js";
import { readRows } from "../../../packages/node/src/tables/read-rows.js";
import { essBulk } from "../../../packages/ppl/src/mcmc/diagnostics/ess.js";
import { expectNescioError } from "../../helpers/errors.js";
import { realData } from "../../helpers/shared-data.js";
import { posteriorContract } from "../contract.js";
import { conv } from "../posteriors.js";

const settings = trainingSettings("default", { epochs: 1, seed: 3 });
const random = new Random(2);
const classes = ["a", "b", "c"];
const pictures = createDataset({
  ...{ name: "pictures", count: 60, height: 7, width: 6, channels: 2, classes },
  pixels: Uint8Array.from({ length: 60 * 84 }, () => random.integer(256)),
  labels: Uint8Array.from({ length: 60 }, () => random.integer(3)),
});
const rows = createDataset<RowDataset>({
  ...{ name: "rows", count: 40, columns: ["x", "y"], classes },
  values: Float32Array.from({ length: 80 }, () => random.normal()),
  labels: Uint8Array.from({ length: 40 }, () => random.integer(3)),
});
const linear = denseNetwork([2], [], 3);

const members = ({ members }: MixturePosterior): Weights[] => members.map((member) => member.draw(0));

const { posterior: onPictures } = await samplePolyaGamma(conv, pictures, settings, { threads: 1 });

describe("behind convolutions", () => {
  posteriorContract(() => onPictures, { members: 100, seedless: true });

  test("the layers before the last are the trained point's, the last is drawn", async () => {
    const { posterior: point } = await trainPoint(conv, pictures, { ...settings, threads: 1 });
    const drawn = members(onPictures);
    for (const [name, { data }] of point.weights) {
      const different = new Set(drawn.map((weights) => weights.get(name)!.data.join()));
      if (name.startsWith("out.")) expect(different.size).toBe(100);
      else expect([...different]).toEqual([data.join()]);
    }
  });
});

describe("linear networks", () => {
  test("the same seed gives the same draws, another seed others", async () => {
    const run = (seed: number) => samplePolyaGamma(linear, rows, { ...settings, seed });
    const first = members((await run(3)).posterior);
    expect(members((await run(3)).posterior)).toEqual(first);
    expect(members((await run(4)).posterior)).not.toEqual(first);
  });

  test("a standardize layer, dropout and pooling are passed, and no point is trained", async () => {
    const out = { type: "dense", name: "out", outputs: 3 };
    const standardize = { type: "standardize", mean: [1, -2], deviation: [3, 0.1] };
    const dropout = { type: "dropout", rate: 0.5 };
    const read = parseNetwork({ input: [2], layers: [standardize, dropout, out] });
    const values = rows.values.map((x, at) => (at % 2 === 0 ? 1 + 3 * x : -2 + 0.1 * x));
    const { posterior } = await samplePolyaGamma(read, createDataset({ ...rows, values }), settings);
    const plain = members((await samplePolyaGamma(linear, rows, settings)).posterior);
    members(posterior).forEach((weights, i) => {
      weights.get("out.weight")!.data.forEach((w, at) => {
        expect(w).toBeCloseTo(plain[i].get("out.weight")!.data[at], 3);
      });
    });
    const layers = [{ type: "avgPool2d", size: 3 }, { type: "flatten" }, out];
    const pooled = parseNetwork({ input: [7, 6, 2], layers });
    const { lossPerImageByEpoch } = await samplePolyaGamma(pooled, pictures, { ...settings, epochs: 2 });
    expect(lossPerImageByEpoch).toHaveLength(2);
  });

  test("its mean is near the point's under the same prior, where data are many", async () => {
    const many = createDataset<RowDataset>({
      ...{ ...rows, count: 1000, values: Float32Array.from({ length: 2000 }, () => random.normal()) },
      labels: Uint8Array.from({ length: 1000 }, () => random.integer(3)),
    });
    const own = { ...settings, prior: { loc: 0.7, scale: 0.8 }, klWeight: 0.5 };
    const { posterior } = await samplePolyaGamma(linear, many, { ...own, epochs: 4 });
    const { posterior: point } = await trainPoint(linear, many, {
      ...{ ...own, epochs: 100, batchSize: 100, learningRate: 0.02, threads: 1 },
    });
    const drawn = members(posterior);
    const moments = (values: readonly number[]) => {
      const mean = values.reduce((a, b) => a + b) / 100;
      return { mean, deviation: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / 99) };
    };
    for (const [name, inputs] of [
      ["out.weight", 2],
      ["out.bias", 1],
    ] as const) {
      const difference = (weights: Weights, at: number): number => {
        const { data } = weights.get(name)!;
        return data[at] - data[at % inputs];
      };
      for (let at = inputs; at < 3 * inputs; at++) {
        const { mean, deviation } = moments(drawn.map((weights) => difference(weights, at)));
        expect(Math.abs(mean - difference(point.weights, at))).toBeLessThan(0.45 * deviation);
      }
      // What the classes have in common the data do not see.
      const common = moments(
        drawn.map((weights) => weights.get(name)!.data.reduce((a, b) => a + b) / (3 * inputs)),
      );
      const expected = own.prior.scale / Math.sqrt(own.klWeight * 3 * inputs);
      expect(Math.abs(common.mean - own.prior.loc)).toBeLessThan(0.45 * expected);
      expect(Math.abs(common.deviation / expected - 1)).toBeLessThan(0.3);
    }
  });
});

test("progress runs through the point and the chain, and the event loop has its turns", async () => {
  for (const [network, dataset, epochs] of [
    [linear, rows, 3],
    // The chain behind a point counts as ten.
    [conv, pictures, 13],
  ] as const) {
    const seen: TrainingProgress[] = [];
    const reported: number[] = [];
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await samplePolyaGamma(
      network,
      dataset,
      { ...settings, epochs: 3 },
      {
        threads: 1,
        onProgress: (progress) => seen.push(progress),
        onEpoch: ({ epoch }) => reported.push(epoch),
      },
    );
    clearInterval(timer);
    // One at the end of every epoch, at least.
    expect(turns).toBeGreaterThanOrEqual(3);
    expect(seen.at(-1)).toMatchObject({ epoch: epochs - 1, epochs, step: epochs, steps: epochs });
    for (const key of ["epoch", "step", "seconds"] as const) {
      const values = seen.map((progress) => progress[key]);
      expect(values.toSorted((a, b) => a - b)).toEqual(values);
    }
    expect(reported).toEqual([0, 1, 2]);
  }
});

test("a request to stop is heard in the chain", async () => {
  const stop = new AbortController();
  await expectNescioError(
    () =>
      samplePolyaGamma(
        linear,
        rows,
        { ...settings, epochs: 100 },
        {
          signal: stop.signal,
          onProgress: ({ step }) => {
            if (step >= 1) stop.abort();
          },
        },
      ),
    "aborted",
    "training",
  );
});

const iris = join(realData ?? "", "tables/iris.csv");
describe.skipIf(realData === undefined || !existsSync(iris))("iris", () => {
  test("a linear network is right, and its 100 draws are nearly independent", async () => {
    const { columns, count, data, text } = await readRows(iris, { keep: ["target"] });
    const targets = text.get("target")!.map(String);
    const species = [...new Set(targets)];
    const flowers = createDataset<RowDataset>({
      ...{ name: "iris", count, columns, values: data, classes: species },
      labels: Uint8Array.from(targets, (target) => species.indexOf(target)),
    });
    const moments = columns.map((_, column) => {
      const values = Array.from({ length: count }, (_, i) => data[i * columns.length + column]);
      const mean = values.reduce((a, b) => a + b) / count;
      return { mean, deviation: Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count) };
    });
    const standardize = {
      type: "standardize",
      mean: moments.map(({ mean }) => mean),
      deviation: moments.map(({ deviation }) => deviation),
    };
    const layers = [standardize, { type: "dense", name: "out", outputs: 3 }];
    const network = parseNetwork({ input: [columns.length], layers });
    const order = new Random(1).permutation(count);
    const [training, rest] = [order.subarray(0, 105), order.subarray(105)].map((part) =>
      selectImages(flowers, part),
    );
    const { posterior, settings: used } = await trainPosterior(network, training, {
      posterior: "polya-gamma",
      threads: 1,
    });
    expect(used).toMatchObject({
      posterior: "polya-gamma",
      estimator: "delta",
      klScale: "batch",
      epochs: 10,
    });
    const labels = forcedLabels(await posterior.predict(rest, { threads: 1 }));
    expect(labels.filter((label, i) => label === rest.labels![i]).length / 45).toBeGreaterThan(0.9);
    // The differences of weights that predictions depend on.
    const drawn = members(posterior as MixturePosterior).map((weights) => weights.get("out.weight")!.data);
    const sizes = Array.from({ length: 8 }, (_, at) =>
      essBulk([Float64Array.from(drawn, (weight) => weight[4 + at] - weight[at % 4])]),
    ).sort((a, b) => a - b);
    const report = `effective sample sizes: ${sizes.map(Math.round).join(", ")}`;
    expect(sizes[0], report).toBeGreaterThan(40);
    expect(sizes[4], report).toBeGreaterThan(70);
  });
});

test.each<[string, Partial<TrainingSettings>, TrainingOptions, string]>([
  ["no prior", { klWeight: 0 }, {}, "option klWeight"],
  ["validation", {}, { validation: rows }, "no validation and no checkpoints, got validation"],
  ["checkpoints", {}, { onCheckpoint: () => undefined }, "got onCheckpoint"],
  [
    "variations of what no hidden layer sees",
    { augmentation: { shift: 1, rotation: 0, scale: 0, elastic: 0, elasticSigma: 1 } },
    {},
    "option augmentation",
  ],
])("%s: refused", async (_, changes, options, message) => {
  const run = () => samplePolyaGamma(linear, rows, { ...settings, ...changes }, options);
  await expectNescioError(run, "invalid-option", message);
});

describe("what is too large is refused before anything is trained", () => {
  const refused = (
    network: Network,
    count: number,
    changes: Partial<TrainingSettings>,
    ...parts: string[]
  ) => {
    const [height, width, channels] = network.input as readonly [number, number, number];
    const images = createDataset({
      ...{ name: "large", count, height, width, channels, classes },
      ...{ pixels: new Uint8Array(count * height * width * channels), labels: new Uint8Array(count) },
    });
    const run = () => samplePolyaGamma(network, images, { ...settings, ...changes });
    return expectNescioError(run, "unsupported", ...parts);
  };

  test("work", async () => {
    const network = denseNetwork([28, 28, 1], [], 3);
    const what = "500 sweeps over 1000 × 785 inputs of the last layer and 3 classes";
    await refused(
      network,
      1000,
      { epochs: 1 },
      "at most 2e+11 multiplications",
      what,
      "laplace and mean-field",
    );
    await refused(denseNetwork([5, 1, 1], [], 3), 1000, { epochs: 10_000 }, "fewer epochs");
  });

  test("networks that every draw would hold", async () => {
    const network = denseNetwork([40, 40, 1], [1700, 3], 3);
    await refused(network, 5, {}, "at most 2500000 weights", "got 2726", "laplace or mean-field");
  });

  test("networks that do not end in a dense layer", async () => {
    const layers = [{ type: "flatten" }, { type: "dense", name: "out", outputs: 3 }, { type: "relu" }];
    const network = parseNetwork({ input: [2, 2, 1], layers });
    await refused(network, 5, {}, "network of a polya-gamma posterior", "got relu");
  });
});

test("columns so large that double precision loses the prior: an error that says what to do", async () => {
  const values = Float32Array.from(rows.values, (x, at) => (at % 2 === 0 ? 1e12 * x : 1e12 * x + 1));
  values.forEach((_, at) => {
    if (at % 2 === 1) values[at] = values[at - 1];
  });
  const large = createDataset({ ...rows, values });
  const run = () => samplePolyaGamma(linear, large, settings);
  await expectNescioError(run, "invalid-data", "inputs of the last layer", "standardize layer");
});
