import { describe, expect, test } from "vitest";
import { trainingSettings, type TrainingSettings } from "../../packages/core/src/training/settings.js";
import { TrainingSession } from "../../packages/core/src/training/session.js";
import { Random } from "../../packages/core/src/math/random.js";
import {
  convNetwork,
  denseNetwork,
  parameterSpecs,
  type Network,
} from "../../packages/core/src/layers/network.js";
import { MeanFieldPosterior } from "../../packages/core/src/posteriors/mean-field/posterior.js";
import { fitMeanField } from "../../packages/core/src/posteriors/mean-field/train.js";
import { trainPosterior } from "../../packages/core/src/posteriors/train-posterior.js";
import { meanWeights } from "../../packages/core/src/prediction/mean-weights.js";
import { MixturePosterior } from "../../packages/core/src/posteriors/mixture/posterior.js";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import type { GaussianTensor } from "../../packages/core/src/prediction/posterior.js";
import { trainingInputs } from "../../packages/core/src/training/inputs.js";
import { solve } from "../helpers/solve.js";
import { variants } from "../helpers/raw-kernels.js";
import { chainNetwork } from "../helpers/training-problem.js";

const digits = glyphs({ kind: "digits", count: 24, seed: 5 });
const networks = {
  dense: denseNetwork([28, 28, 1], [5], 10),
  convolutions: convNetwork([28, 28, 1], { channels: [3], kernel: 5, hidden: [6] }, 10),
};
const ways = (["weights", "local"] as const).flatMap((estimator) =>
  (["monte-carlo", "closed-form"] as const).map((kl) => ({ estimator, kl })),
);

type Tensors = ReadonlyMap<string, GaussianTensor>;

/** A prior of its own for each weight. */
function priorsOf(network: Network, of: () => { loc: number; scale: number }): Tensors {
  return new Map(
    parameterSpecs(network).map(({ name, shape }) => {
      const priors = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, of);
      const loc = Float32Array.from(priors, (prior) => prior.loc);
      return [name, { shape, loc, scale: Float32Array.from(priors, ({ scale }) => scale) }];
    }),
  );
}

async function stepped(
  network: Network,
  changes: Partial<TrainingSettings>,
  {
    prior,
    steps,
    rate,
    variant,
  }: { prior?: Tensors; steps: number; rate: number; variant: (typeof variants)[number] },
) {
  const settings = trainingSettings("tutorial", { seed: 3, batchSize: digits.count, ...changes });
  const session = await TrainingSession.start(network, trainingInputs(network, digits), settings, {
    ...{ threads: 1, variant, prior },
  });
  try {
    session.initialise();
    session.setOrder(Uint32Array.from({ length: digits.count }, (_, i) => i));
    await session.drawFirst();
    const kls: number[] = [];
    for (let step = 0; step < steps; step++) {
      const [{ kl }] = await session.run([
        { start: 0, count: digits.count, step, klWeight: 0.1, learningRate: rate },
      ]);
      kls.push(kl);
    }
    return { tensors: session.tensors(), kls };
  } finally {
    await session.close();
  }
}

describe.each(variants)("a prior of its own for each weight (%s)", (variant) => {
  describe.each(Object.keys(networks) as (keyof typeof networks)[])("%s", (name) => {
    const network = networks[name];

    test.each(ways)(
      "where all are one, it is the one of the settings, bit for bit: $estimator, $kl",
      async (way) => {
        const one = { loc: 0.25, scale: 0.5 };
        const how = { steps: 3, rate: 0.01, variant };
        const expected = await stepped(network, { ...way, prior: one }, how);
        const found = await stepped(network, way, { ...how, prior: priorsOf(network, () => one) });
        expect(found.tensors).toEqual(expected.tensors);
        found.kls.forEach((kl, i) => expect(kl / expected.kls[i]).toBeCloseTo(1, 6));
      },
    );

    test.each(ways)(
      "the KL has its closed form, or in the mean: $estimator, $kl",
      async ({ estimator, kl }) => {
        const random = new Random(8);
        const prior = priorsOf(network, () => ({ loc: random.normal(), scale: 0.2 + random.uniform() }));
        const way = { estimator, kl, initial: { locScale: 0.7, rhoMean: -0.5, rhoScale: 1 } } as const;
        const steps = kl === "closed-form" ? 1 : 64;
        const { tensors, kls } = await stepped(network, way, { prior, steps, rate: 0, variant });
        let expected = 0;
        for (const [parameter, { loc, scale }] of tensors) {
          const p = prior.get(parameter)!;
          loc.forEach((mu, i) => {
            const [s, sigma] = [p.scale[i], scale[i]];
            expected += Math.log(s / sigma) + (sigma ** 2 + (mu - p.loc[i]) ** 2) / (2 * s ** 2) - 0.5;
          });
        }
        const mean = kls.reduce((sum, one) => sum + one, 0) / steps;
        const variance = kls.reduce((sum, one) => sum + (one - mean) ** 2, 0) / Math.max(1, steps - 1);
        expect(Math.abs(mean - expected)).toBeLessThan(1e-5 * expected + 4 * Math.sqrt(variance / steps));
      },
    );

    test.each(ways.filter(({ kl }) => kl === "closed-form"))(
      "where the likelihood counts for little, the posterior stays the prior: $estimator",
      async (way) => {
        const random = new Random(2);
        const prior = priorsOf(network, () => ({
          loc: 0.2 * random.normal(),
          scale: 0.3 + 0.4 * random.uniform(),
        }));
        const settings = trainingSettings("tutorial", {
          ...{ ...way, seed: 1, epochs: 300, batchSize: 8, learningRate: 0.02, schedule: "cosine" as const },
          ...{ klScale: "full" as const, klWeight: 1e4, initial: { locScale: 0, rhoMean: -1, rhoScale: 0 } },
        });
        const few = { ...trainingInputs(network, digits), count: 8 };
        const inputs = { ...few, values: digits.pixels.slice(0, 8 * 784), labels: few.labels!.slice(0, 8) };
        const start = new MeanFieldPosterior(network, prior);
        const farthest = async (startIsPrior: boolean): Promise<number> => {
          const run = { threads: 1, variant, start, startIsPrior };
          const { posterior } = await fitMeanField(network, inputs, settings, run);
          let most = 0;
          for (const [parameter, { loc, scale }] of posterior.tensors) {
            const p = prior.get(parameter)!;
            loc.forEach((mu, i) => (most = Math.max(most, Math.abs(mu - p.loc[i]) / p.scale[i])));
            scale.forEach((sigma, i) => (most = Math.max(most, Math.abs(sigma / p.scale[i] - 1))));
          }
          return most;
        };
        expect(await farthest(true)).toBeLessThan(0.1);
        expect(await farthest(false)).toBeGreaterThan(0.5);
      },
    );
  });

  test("linear regression, some of the data after the other, recovers the closed form of each step", async () => {
    const [inputs, outputs, noise, count] = [4, 2, 0.3, 80];
    const random = new Random(6);
    const network = chainNetwork([inputs, outputs]);
    const truth = Array.from({ length: outputs * (inputs + 1) }, () => random.normal());
    const part = () => {
      const values = Uint8Array.from({ length: count * inputs }, () => random.integer(256));
      const x = (i: number, k: number): number => (k < inputs ? values[i * inputs + k] / 255 : 1);
      const targets = Float32Array.from({ length: count * outputs }, (_, at) => {
        const [i, o] = [Math.floor(at / outputs), at % outputs];
        let sum = noise * random.normal();
        for (let k = 0; k <= inputs; k++) sum += truth[o * (inputs + 1) + k] * x(i, k);
        return sum;
      });
      return { values, targets, x };
    };
    const settings = trainingSettings("tutorial", {
      ...{
        seed: 0,
        epochs: 6000,
        batchSize: 40,
        learningRate: 0.005,
        schedule: "cosine",
        klScale: "batch",
        klWeight: 1,
      },
      ...{ estimator: "local", kl: "closed-form", initial: { locScale: 0.1, rhoMean: -2, rhoScale: 0 } },
      likelihood: { family: "gaussian", scale: noise },
    });
    let before = priorsOf(network, () => ({ loc: 0, scale: 1 }));
    for (const { values, targets, x } of [part(), part()]) {
      const start = new MeanFieldPosterior(network, before);
      const given = { count, values, targets };
      const { posterior } = await fitMeanField(network, given, settings, {
        threads: 1,
        variant,
        start,
        startIsPrior: true,
      });
      const at = (tensors: Tensors, o: number, k: number): { loc: number; scale: number } => {
        const { loc, scale } = tensors.get(k < inputs ? "fc1.weight" : "fc1.bias")!;
        const i = k < inputs ? o * inputs + k : o;
        return { loc: loc[i], scale: scale[i] };
      };
      for (let o = 0; o < outputs; o++) {
        const axes = Array.from({ length: inputs + 1 }, (_, k) => k);
        const sum = (of: (i: number) => number): number =>
          Array.from({ length: count }, (_, i) => of(i)).reduce((a, b) => a + b, 0) / noise ** 2;
        const precision = axes.map((a) =>
          axes.map((b) => sum((i) => x(i, a) * x(i, b)) + (a === b ? 1 / at(before, o, a).scale ** 2 : 0)),
        );
        const right = axes.map((a) => {
          const { loc, scale } = at(before, o, a);
          return sum((i) => x(i, a) * targets[i * outputs + o]) + loc / scale ** 2;
        });
        const mean = solve(precision, right);
        for (const k of axes) {
          const found = at(posterior.tensors, o, k);
          const scale = 1 / Math.sqrt(precision[k][k]);
          expect(Math.abs(found.loc - mean[k]) / scale).toBeLessThan(0.05);
          expect(Math.abs(found.scale / scale - 1)).toBeLessThan(0.04);
        }
      }
      before = posterior.tensors;
    }
  });
});

describe("trainPosterior with what it starts from as the prior", () => {
  const network = networks.dense;
  const member = (seed: number): MeanFieldPosterior => {
    const random = new Random(seed);
    return new MeanFieldPosterior(
      network,
      priorsOf(network, () => ({ loc: 0.1 * random.normal(), scale: 1e-4 })),
    );
  };

  test("each member has its own: where it is sure of itself, nothing moves it", async () => {
    const starts = [member(1), member(2)];
    const start = new MixturePosterior(starts);
    const common = {
      preset: "default",
      posterior: "mixture",
      epochs: 3,
      klWeight: 1,
      threads: 1,
      start,
    } as const;
    const moved = async (startIsPrior: boolean): Promise<number> => {
      const { posterior } = await trainPosterior(network, digits, { ...common, startIsPrior });
      let most = 0;
      meanWeights(posterior).forEach((weights, m) => {
        for (const [name, { data }] of weights) {
          const from = starts[m].tensors.get(name)!;
          data.forEach((mu, i) => (most = Math.max(most, Math.abs(mu - from.loc[i]))));
        }
      });
      return most;
    };
    const [with_, without] = [await moved(true), await moved(false)];
    expect(with_).toBeLessThan(without / 2);
  });

  test("is refused of kinds without scales, without a start, and with checkpoints", async () => {
    const about = { code: "invalid-option", subject: "option startIsPrior" };
    const ask = (options: Parameters<typeof trainPosterior>[2]) =>
      expect(
        trainPosterior(network, digits, { epochs: 1, startIsPrior: true, ...options }),
      ).rejects.toMatchObject(about);
    await ask({ posterior: "point" });
    await ask({});
    const checkpoints = { load: () => Promise.resolve(undefined), save: () => Promise.resolve() };
    await ask({ start: member(1), checkpoints });
  });
});
