import { describe, expect, test } from "vitest";
import { createDataset, type ImageDataset } from "../../../packages/core/src/data/dataset.js";
import type { TrainingProgress } from "../../../packages/core/src/training/options.js";
import { trainingSettings } from "../../../packages/core/src/training/settings.js";
import type { TrainingInputs } from "../../../packages/core/src/training/inputs.js";
import {
  fitMeanField,
  trainMeanField,
  type MeanFieldOptions,
} from "../../../packages/core/src/posteriors/mean-field/train.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { denseNetwork, parseNetwork } from "../../../packages/core/src/layers/network.js";
import { forcedLabels } from "../../../packages/core/src/predictive/summaries.js";
import { expectNescioError } from "../../helpers/errors.js";
import { variants } from "../../helpers/raw-kernels.js";
import { chainNetwork } from "../../helpers/training-problem.js";
import { watchWorkers } from "../../helpers/workers.js";

const workers = watchWorkers();

/** Images of 7 × 9 with a bright stroke at a place that tells the class, on a noisy ground. */
function strokes(count: number, classes = 5, seed = 1): ImageDataset {
  const random = new Random(seed);
  const size = 63;
  const pixels = new Uint8Array(count * size);
  const labels = Uint8Array.from({ length: count }, (_, i) => {
    const label = random.integer(classes);
    for (let k = 0; k < size; k++) pixels[i * size + k] = random.integer(90);
    for (let k = 0; k < 9; k++) pixels[i * size + label * 9 + k] = 150 + random.integer(100);
    return label;
  });
  const names = Array.from({ length: classes }, (_, c) => `stroke ${c}`);
  return createDataset({
    name: "strokes",
    count,
    height: 7,
    width: 9,
    channels: 1,
    pixels,
    labels,
    classes: names,
  });
}

const data = strokes(101);
// Sizes that fill neither quads nor pairs of them; 101 images leave 16 for the last batch.
const network = denseNetwork([7, 9, 1], [37, 14], 5);
const small: MeanFieldOptions = { preset: "tutorial", epochs: 2, batchSize: 17, threads: 1, seed: 6 };

describe("the same for every number of threads", () => {
  const cases = variants.flatMap((variant) =>
    (["weights", "local"] as const).flatMap((estimator) =>
      (["monte-carlo", "closed-form"] as const).map((kl) => ({ variant, estimator, kl })),
    ),
  );
  test.each(cases)("bit by bit: $variant $estimator $kl", async (settings) => {
    const one = await trainMeanField(network, data, { ...small, ...settings });
    expect(one.lossPerImageByEpoch.every(Number.isFinite)).toBe(true);
    for (const threads of [2, 3]) {
      const before = workers.started();
      const more = await trainMeanField(network, data, { ...small, ...settings, threads });
      expect([more.threads, workers.started() - before]).toEqual([threads, threads]);
      expect(more.lossPerImageByEpoch).toEqual(one.lossPerImageByEpoch);
      expect(more.posterior.tensors).toEqual(one.posterior.tensors);
    }
    expect(workers.running()).toBe(0);
  });
});

describe("the seed", () => {
  test("the same one repeats everything, another changes everything", async () => {
    const first = await trainMeanField(network, data, small);
    const again = await trainMeanField(network, data, small);
    expect(again.lossPerImageByEpoch).toEqual(first.lossPerImageByEpoch);
    expect(again.posterior.tensors).toEqual(first.posterior.tensors);
    const other = await trainMeanField(network, data, { ...small, seed: 7 });
    for (const [name, { loc, scale }] of first.posterior.tensors) {
      const { loc: otherLoc, scale: otherScale } = other.posterior.tensors.get(name)!;
      expect(loc.some((value, i) => value === otherLoc[i])).toBe(false);
      expect(scale.filter((value, i) => value === otherScale[i]).length).toBeLessThan(3);
    }
  });

  test("builds of the kernels differ by rounding alone", async () => {
    const losses = await Promise.all(
      variants.map(
        async (variant) => (await trainMeanField(network, data, { ...small, variant })).lossPerImageByEpoch,
      ),
    );
    for (const loss of losses) {
      loss.forEach((value, epoch) => expect(Math.abs(value / losses[0][epoch] - 1)).toBeLessThan(1e-3));
    }
  });

  test("the images' order is another in each epoch and does not matter to a whole batch's likelihood", async () => {
    // One batch an epoch, nothing learnt: only the draw and the order differ, and a sharp posterior has no draw.
    const still: MeanFieldOptions = {
      ...{ preset: "tutorial", threads: 1, epochs: 3, batchSize: 101, learningRate: 1e-30 },
      ...{ initial: { locScale: 0.5, rhoMean: -60, rhoScale: 0 }, klWeight: 0 },
    };
    const { lossPerImageByEpoch } = await trainMeanField(network, data, still);
    expect(lossPerImageByEpoch[1]).toBeCloseTo(lossPerImageByEpoch[0], 5);
    expect(lossPerImageByEpoch[2]).toBeCloseTo(lossPerImageByEpoch[0], 5);
    const batches = await trainMeanField(network, data, { ...still, batchSize: 17 });
    expect(batches.lossPerImageByEpoch[0]).toBeCloseTo(lossPerImageByEpoch[0], 5);
  });
});

describe("learning", () => {
  test.each(variants)("the loss falls and unseen images are classified (%s)", async (variant) => {
    const seen: TrainingProgress[] = [];
    const { posterior, lossPerImageByEpoch, settings } = await trainMeanField(network, strokes(400), {
      ...{ preset: "tutorial", epochs: 12, batchSize: 32, learningRate: 0.01, threads: 1, variant, seed: 1 },
      ...{ estimator: "local", klScale: "batch", klWeight: 0.1, prior: { loc: 0, scale: 0.2 } },
      initial: { locScale: "he", rhoMean: -4, rhoScale: 0 },
      onProgress: (progress) => seen.push(progress),
    });
    const [first] = lossPerImageByEpoch;
    const last = lossPerImageByEpoch.at(-1)!;
    expect(lossPerImageByEpoch).toHaveLength(12);
    expect(last).toBeLessThan(0.5 * first);
    expect(settings).toMatchObject({ epochs: 12, estimator: "local" });

    const unseen = strokes(200, 5, 99);
    const predictive = await posterior.predict(unseen, { samples: 10, threads: 1 });
    const right = forcedLabels(predictive).filter((label, i) => label === unseen.labels![i]).length;
    expect(right / 200).toBeGreaterThan(0.97);

    // 13 steps an epoch, the last of 16 images; progress rises to all of them.
    expect(seen.at(-1)).toMatchObject({ epoch: 11, epochs: 12, step: 156, steps: 156, lossPerImage: last });
    expect(seen.every(({ step }, i) => i === 0 || step > seen[i - 1].step)).toBe(true);
    expect(
      seen.some(({ epoch, step, lossPerImage }) => epoch === 0 && step === 13 && lossPerImage === first),
    ).toBe(true);
  });

  test("starts where the settings say", async () => {
    // Single precision rounds such a learning rate to 0.
    const options: MeanFieldOptions = { ...small, epochs: 1, learningRate: 1e-60 };
    const spread = (values: Float32Array): { mean: number; sd: number } => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return { mean, sd: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
    };
    const he = { locScale: "he", rhoMean: -4, rhoScale: 0 } as const;
    const { tensors } = (await trainMeanField(network, data, { ...options, initial: he })).posterior;
    const weight = tensors.get("fc1.weight")!;
    expect(weight.shape).toEqual([37, 63]);
    // 2331 values: five standard errors.
    expect(Math.abs(spread(weight.loc).mean)).toBeLessThan((5 * Math.sqrt(2 / 63)) / Math.sqrt(2331));
    expect(Math.abs(spread(weight.loc).sd / Math.sqrt(2 / 63) - 1)).toBeLessThan(5 / Math.sqrt(2 * 2331));
    expect(new Set(tensors.get("fc1.bias")!.loc)).toEqual(new Set([0]));
    for (const value of weight.scale) expect(value).toBeCloseTo(Math.log1p(Math.exp(-4)), 8);

    const wide = { locScale: 2, rhoMean: 1, rhoScale: 0.5 };
    const other = (await trainMeanField(network, data, { ...options, initial: wide })).posterior.tensors;
    expect(Math.abs(spread(other.get("fc1.weight")!.loc).sd / 2 - 1)).toBeLessThan(5 / Math.sqrt(2 * 2331));
    const rho = other.get("fc1.weight")!.scale.map((value) => Math.log(Math.expm1(value)));
    expect(Math.abs(spread(rho).mean - 1)).toBeLessThan((5 * 0.5) / Math.sqrt(2331));
    expect(Math.abs(spread(rho).sd / 0.5 - 1)).toBeLessThan(5 / Math.sqrt(2 * 2331));
  });

  test("the deepest network that can be described, on one thread and on two", async () => {
    const deep = parseNetwork({
      input: [7, 9, 1],
      layers: [
        { type: "flatten" },
        ...Array.from({ length: 63 }, (_, i) => ({ type: "dense", name: `fc${i}`, outputs: 5 })),
      ],
    });
    const [one, two] = await Promise.all(
      [1, 2].map((threads) => trainMeanField(deep, data, { epochs: 1, batchSize: 51, threads, seed: 3 })),
    );
    expect(two.posterior.tensors).toEqual(one.posterior.tensors);
    expect(one.lossPerImageByEpoch[0]).toBeGreaterThan(0);
    const { logProbs } = await one.posterior.predict(data, { samples: 3, threads: 2 });
    expect(logProbs.every(Number.isFinite)).toBe(true);
  });

  test("the smallest of everything: one image, one class, one step", async () => {
    const one = createDataset({
      ...{ name: "one", count: 1, height: 1, width: 1, channels: 1 },
      ...{ pixels: Uint8Array.of(255), labels: Uint8Array.of(0), classes: ["only"] },
    });
    const { lossPerImageByEpoch, posterior } = await trainMeanField(denseNetwork([1, 1, 1], [], 1), one, {
      ...{ epochs: 1, threads: 2, klWeight: 0 },
    });
    expect(lossPerImageByEpoch[0]).toBeCloseTo(0, 6);
    expect((await posterior.predict(one, { samples: 1 })).logProbs).toHaveLength(1);
  });
});

describe("bad requests are refused before a thread starts", () => {
  const refused = async (
    run: () => unknown,
    ...parts: Parameters<typeof expectNescioError> extends [unknown, ...infer R] ? R : never
  ) => {
    const before = workers.started();
    await expectNescioError(run, ...parts);
    expect(workers.started()).toBe(before);
  };

  test("options", async () => {
    await refused(
      () => trainMeanField(network, data, { epochs: 0, threads: 2 }),
      "invalid-option",
      "option epochs",
    );
    await refused(
      () => trainMeanField(network, data, { preset: "best" as "default" }),
      "invalid-option",
      "preset",
    );
    for (const threads of [0, -2, 65, 1.5, NaN]) {
      await refused(() => trainMeanField(network, data, { threads }), "invalid-option", "threads");
    }
    await refused(() => trainMeanField(network, data, { variant: "best" as "plain" }), "unsupported", "best");
  });

  test("a data set that does not fit the network", async () => {
    const { labels: _, ...unlabelled } = data;
    await refused(() => trainMeanField(network, unlabelled), "invalid-data", "strokes", "labels", "none");
    const other = denseNetwork([9, 7, 1], [], 5);
    await refused(() => trainMeanField(other, data), "invalid-data", "9×7×1", "7×9×1");
    const fewer = denseNetwork([7, 9, 1], [], 4);
    await refused(() => trainMeanField(fewer, data), "invalid-data", "4 classes", "got 5");
    const cut = { ...data, pixels: data.pixels.subarray(1) };
    await refused(() => trainMeanField(network, cut), "invalid-data", "strokes");
    const wrong = { ...data, labels: data.labels!.map((label, i) => (i === 3 ? 5 : label)) };
    await refused(() => trainMeanField(network, wrong), "invalid-data", "labels below 5", "5 at input 3");
    const likelihood = { family: "gaussian", scale: 1 } as const;
    await refused(() => trainMeanField(network, data, { likelihood }), "invalid-data", "real-valued targets");
  });

  test("inputs that are not what they say", async () => {
    const classes = trainingSettings("default");
    const numbers = trainingSettings("default", { likelihood: { family: "gaussian", scale: 1 } });
    const pixels = new Uint8Array(8);
    const labels = new Uint8Array(4);
    const targets = new Float32Array(12);
    const cases: [TrainingInputs, typeof classes, string][] = [
      [{ count: 0, values: new Uint8Array(0), labels: new Uint8Array(0) }, classes, "at least one input"],
      [{ count: NaN, values: pixels, labels }, classes, "at least one input"],
      [{ count: 5, values: pixels, labels: new Uint8Array(5) }, classes, "5 × 2 values"],
      [{ count: 4, values: pixels }, classes, "4 labels"],
      [{ count: 4, values: pixels, labels: new Uint8Array(3) }, classes, "4 labels"],
      [{ count: 4, values: pixels, labels: Uint8Array.of(0, 1, 2, 3) }, classes, "labels below 3"],
      [{ count: 4, values: pixels, labels, targets }, classes, "no targets"],
      [{ count: 4, values: pixels, targets: new Float32Array(4) }, numbers, "4 × 3 real-valued targets"],
      [{ count: 4, values: pixels, labels, targets }, numbers, "no labels"],
      [
        { count: 4, values: pixels, targets: targets.map((_, i) => (i === 11 ? NaN : 0)) },
        numbers,
        "finite targets",
      ],
    ];
    for (const [inputs, settings, expected] of cases) {
      await refused(() => fitMeanField(chainNetwork([2, 3]), inputs, settings), "invalid-data", expected);
    }
  });
});

describe("what ends training early", () => {
  test("a signal that has fired before the beginning", async () => {
    const before = workers.started();
    const signal = AbortSignal.abort();
    await expectNescioError(
      () => trainMeanField(network, data, { signal, threads: 2 }),
      "aborted",
      "training",
    );
    expect(workers.started()).toBe(before);
  });

  test.each([1, 2])("a signal in the middle; %s threads, gone afterwards", async (threads) => {
    const controller = new AbortController();
    const steps: number[] = [];
    const run = trainMeanField(network, data, {
      ...{ ...small, epochs: 10_000, threads, signal: controller.signal },
      onProgress: ({ step }) => {
        steps.push(step);
        if (step > 20) controller.abort(new Error("enough"));
      },
    });
    const error = await expectNescioError(() => run, "aborted");
    expect(error.cause).toEqual(new Error("enough"));
    expect(steps.at(-1)).toBeLessThan(200);
    expect(workers.running()).toBe(0);
  });

  test("an error in the caller's progress function", async () => {
    const failing = () => {
      throw new Error("the caller's own");
    };
    await expect(
      trainMeanField(network, data, { ...small, threads: 2, onProgress: failing }),
    ).rejects.toThrow("the caller's own");
    expect(workers.running()).toBe(0);
  });

  test.each(variants)("a learning rate that diverges: the error names the step (%s)", async (variant) => {
    for (const estimator of ["weights", "local"] as const) {
      const wild = { ...small, estimator, variant, learningRate: 1e30, threads: 2 };
      await expectNescioError(
        () => trainMeanField(network, data, wild),
        "diverged",
        "training, step 1 (epoch 0): expected a finite loss",
        "try a tenth of it.",
      );
    }
    expect(workers.running()).toBe(0);
  });

  test.each(variants)("a KL that overflows: the error names the scales too (%s)", async (variant) => {
    const far: MeanFieldOptions = {
      ...{ ...small, variant, prior: { loc: 0, scale: 1e-9 } },
      initial: { locScale: 1e12, rhoMean: 0, rhoScale: 0 },
    };
    const error = await expectNescioError(
      () => trainMeanField(network, data, far),
      "diverged",
      "step 0 (epoch 0): expected a finite loss, got a KL of",
      "learning rate",
      "the prior's scale and the initial scales",
    );
    expect(error.found).toMatch(/Infinity|NaN/);
  });

  test("parameters that the last step ruins, which no loss shows any more", async () => {
    const wild = { ...small, epochs: 1, batchSize: 101, learningRate: 1e39 };
    await expectNescioError(
      () => trainMeanField(network, data, wild),
      "diverged",
      "step 0 (epoch 0): expected finite parameters",
      "fc1.weight",
    );
  });
});
