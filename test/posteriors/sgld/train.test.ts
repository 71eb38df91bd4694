import { describe, expect, test } from "vitest";
import { glyphs } from "../../../packages/core/src/data/glyphs.js";
import { Random } from "../../../packages/core/src/math/random.js";
import { trainPosterior } from "../../../packages/core/src/posteriors/train-posterior.js";
import { sampleSgld, type SgldCycles } from "../../../packages/core/src/posteriors/sgld/train.js";
import { trainingInputs } from "../../../packages/core/src/training/inputs.js";
import type { TrainingOptions, TrainingProgress } from "../../../packages/core/src/training/options.js";
import { trainingSettings } from "../../../packages/core/src/training/settings.js";
import { forcedLabels } from "../../../packages/core/src/predictive/summaries.js";
import { expectNescioError } from "../../helpers/errors.js";
import { variants } from "../../helpers/raw-kernels.js";
import { chainNetwork } from "../../helpers/training-problem.js";
import { posteriorContract } from "../contract.js";
import { conv } from "../posteriors.js";
import { createDataset } from "../../../packages/core/src/data/dataset.js";

describe.each(variants)("Bayesian linear regression recovers the closed form (%s)", (variant) => {
  // y = w x + b + 0.3·N(0, 1), with the prior N(0.2, 0.8²) for both.
  const count = 60;
  const noise = 0.3;
  const prior = { loc: 0.2, scale: 0.8 };
  const random = new Random(6);
  const pixels = Uint8Array.from({ length: count }, () => random.integer(256));
  const x = (i: number): number => pixels[i] / 255;
  const targets = Float32Array.from({ length: count }, (_, i) => 1.1 * x(i) - 0.4 + noise * random.normal());
  const sum = (of: (i: number) => number): number =>
    Array.from({ length: count }, (_, i) => of(i)).reduce((a, b) => a + b, 0);

  /** Mean and covariance of (w, b) under p(data | w, b)^(1/temperature) · p(w, b). */
  function closedForm(temperature: number): { mean: number[]; covariance: number[] } {
    const each = 1 / (temperature * noise ** 2);
    const own = 1 / prior.scale ** 2;
    const [a, b, d] = [sum((i) => x(i) ** 2) * each + own, sum(x) * each, count * each + own];
    const right = [
      sum((i) => x(i) * targets[i]) * each + prior.loc * own,
      sum((i) => targets[i]) * each + prior.loc * own,
    ];
    const determinant = a * d - b * b;
    const covariance = [d / determinant, -b / determinant, a / determinant];
    const [p, q, r] = covariance;
    return { mean: [p * right[0] + q * right[1], q * right[0] + r * right[1]], covariance };
  }

  test.each([1, 0.25])(
    "at a weight of the prior of %d, from mini-batches of different sizes",
    async (klWeight) => {
      const cycles = 400;
      const { posterior } = await sampleSgld(
        chainNetwork([1, 1]),
        { count, values: pixels, targets },
        trainingSettings("default", {
          epochs: cycles * 25,
          // 40 and 20 images.
          batchSize: 40,
          learningRate: 1.5e-3,
          klWeight,
          prior,
          likelihood: { family: "gaussian", scale: noise },
          seed: 4,
        }),
        { cycles, draws: 1, threads: 1, variant },
      );
      expect(posterior.members).toHaveLength(cycles);
      const drawn = posterior.members.map((member) => {
        const weights = member.draw(0);
        return [weights.get("fc1.weight")!.data[0], weights.get("fc1.bias")!.data[0]];
      });
      const mean = [0, 1].map((k) => drawn.reduce((total, at) => total + at[k], 0) / cycles);
      const moment = (j: number, k: number): number =>
        drawn.reduce((total, at) => total + (at[j] - mean[j]) * (at[k] - mean[k]), 0) / (cycles - 1);
      const expected = closedForm(klWeight);
      const [p, q, r] = expected.covariance;
      for (const [k, variance] of [p, r].entries()) {
        expect(Math.abs(mean[k] - expected.mean[k])).toBeLessThan(0.2 * Math.sqrt(variance));
        expect(Math.abs(moment(k, k) / variance - 1)).toBeLessThan(0.25);
      }
      const correlation = moment(0, 1) / Math.sqrt(moment(0, 0) * moment(1, 1));
      expect(correlation).toBeCloseTo(q / Math.sqrt(p * r), 1);
    },
  );
});

const settings = trainingSettings("default", { epochs: 5, batchSize: 20, learningRate: 2e-3, seed: 3 });
const random = new Random(2);
const pictures = createDataset({
  name: "pictures",
  count: 60,
  height: 7,
  width: 6,
  channels: 2,
  pixels: Uint8Array.from({ length: 60 * 84 }, () => random.integer(256)),
  labels: Uint8Array.from({ length: 60 }, () => random.integer(3)),
  classes: ["a", "b", "c"],
});
const inputs = trainingInputs(conv, pictures);
const sample = (options: SgldCycles & TrainingOptions) => sampleSgld(conv, inputs, settings, options);
const { posterior: draws } = await sample({ cycles: 2, draws: 2, threads: 1 });

describe("draws of a network of convolutions", () => {
  posteriorContract(() => draws, { members: 4, seedless: true });

  test("are the same for any number of threads, and others for another seed", async () => {
    const { posterior } = await sample({ cycles: 2, draws: 2, threads: 2 });
    expect(posterior).toEqual(draws);
    const other = await sampleSgld(
      conv,
      inputs,
      { ...settings, seed: 4 },
      { cycles: 2, draws: 2, threads: 1 },
    );
    expect(other.posterior.draw(1)).not.toEqual(draws.draw(1));
  });

  test("cycles go on where the one before ended, and progress runs through", async () => {
    const seen: TrainingProgress[] = [];
    const result = await sample({ cycles: 2, threads: 1, onProgress: (progress) => seen.push(progress) });
    expect(result.lossPerImageByEpoch).toHaveLength(5);
    expect(seen.at(-1)).toMatchObject({ epoch: 4, epochs: 5, step: 15, steps: 15 });
    const steps = seen.map(({ step }) => step);
    expect([...steps].sort((a, b) => a - b)).toEqual(steps);
    expect(result.posterior.members).toHaveLength(4);
  });
});

test("its draws classify", async () => {
  const digits = glyphs({ kind: "digits", count: 400, seed: 1 });
  const network = chainNetwork([28 * 28, 24, 10]);
  const flat = createDataset({ ...digits, height: 1, width: 28 * 28, channels: 1 });
  const { posterior, settings: recorded } = await trainPosterior(
    { ...network, input: [1, 28 * 28, 1] },
    flat,
    {
      ...{ posterior: "sgld", epochs: 20, batchSize: 20, threads: 1, klWeight: 0.05 },
    },
  );
  expect(recorded).toMatchObject({ posterior: "sgld", estimator: "langevin", beta1: 0, members: 1 });
  expect(posterior.kind).toBe("mixture");
  expect(posterior.kind === "mixture" && posterior.members.length).toBe(6);
  const labels = forcedLabels(await posterior.predict(flat, { threads: 1 }));
  const right = labels.filter((label, i) => label === digits.labels![i]).length;
  expect(right / digits.count).toBeGreaterThan(0.9);
});

test.each<[string, SgldCycles & TrainingOptions, string]>([
  ["more cycles than epochs", { cycles: 6 }, "option cycles: expected a whole number from 1 to the 5 epochs"],
  ["half a cycle", { cycles: 0.5 }, "option cycles"],
  ["more draws than epochs of a cycle", { cycles: 2, draws: 3 }, "from 1 to the 2 epochs of a cycle, got 3"],
  ["more draws than members", { cycles: 501, draws: 2 }, "at most 1000 draws in all, got 1002"],
  ["validation", { validation: pictures }, "no validation and no checkpoints, got validation"],
  ["checkpoints", { onCheckpoint: () => undefined }, "got onCheckpoint"],
])("%s: refused", async (_, options, message) => {
  // So many epochs that none of them may be trained.
  const long = { ...settings, epochs: options.cycles === 501 ? 5010 : 5 };
  await expectNescioError(() => sampleSgld(conv, inputs, long, options), "invalid-option", message);
});
