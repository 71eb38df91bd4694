import { describe, expect, test } from "vitest";
import { createDataset, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { denseNetwork, parameterSpecs, type Network } from "../../packages/core/src/layers/network.js";
import { Random } from "../../packages/core/src/math/random.js";
import { createModel } from "../../packages/core/src/model/create-model.js";
import { decodeModel, encodeModel } from "../../packages/core/src/model/model-file.js";
import {
  kindsThatStart,
  kindsWithMembers,
  posteriorKinds,
  type ModelPosterior,
  type PosteriorKind,
} from "../../packages/core/src/posteriors/kinds.js";
import { MeanFieldPosterior } from "../../packages/core/src/posteriors/mean-field/posterior.js";
import { trainMeanField } from "../../packages/core/src/posteriors/mean-field/train.js";
import { MixturePosterior } from "../../packages/core/src/posteriors/mixture/posterior.js";
import { PointPosterior } from "../../packages/core/src/posteriors/point/posterior.js";
import { trainPoint } from "../../packages/core/src/posteriors/point/train.js";
import {
  trainPosterior,
  type TrainPosteriorOptions,
} from "../../packages/core/src/posteriors/train-posterior.js";
import { meanWeights } from "../../packages/core/src/prediction/mean-weights.js";
import type { Checkpoint } from "../../packages/core/src/training/options.js";
import { TrainingSession } from "../../packages/core/src/training/session.js";
import { trainingSettings } from "../../packages/core/src/training/settings.js";
import { expectNescioError } from "../helpers/errors.js";
import { conv, meanField, weights } from "./posteriors.js";

/** Images of 5 × 4 with a bright row that tells the class. */
function bars(count: number, seed: number): ImageDataset {
  const random = new Random(seed);
  const pixels = Uint8Array.from({ length: count * 20 }, () => random.integer(120));
  const labels = Uint8Array.from({ length: count }, (_, i) => {
    const label = random.integer(4);
    pixels.fill(130 + random.integer(120), i * 20 + label * 4, i * 20 + label * 4 + 4);
    return label;
  });
  const classes = ["a", "b", "c", "d"];
  return createDataset({ name: "bars", count, height: 5, width: 4, channels: 1, pixels, labels, classes });
}

const data = bars(200, 1);
const plain = denseNetwork([5, 4, 1], [12], 4);
const network: Network = {
  ...plain,
  layers: [...plain.layers.slice(0, -1), { type: "dropout", rate: 0.1 }, ...plain.layers.slice(-1)],
};
const options = { batchSize: 10, threads: 1, seed: 5, schedule: "constant", learningRate: 0.01 } as const;
const membersOf = (kind: PosteriorKind): number | undefined =>
  kindsWithMembers.includes(kind) ? 2 : undefined;

/** All numbers that a kind's training goes on with, one tensor after the other. */
function numbersOf(posterior: ModelPosterior): Float32Array[] {
  if (posterior instanceof MixturePosterior) {
    return posterior.members.flatMap((member) => numbersOf(member as ModelPosterior));
  }
  const scales =
    posterior instanceof MeanFieldPosterior ? [...posterior.tensors.values()].map(({ scale }) => scale) : [];
  return [...meanWeights(posterior).flatMap((net) => [...net.values()].map(({ data }) => data)), ...scales];
}

function expectClose(found: readonly Float32Array[], wanted: readonly Float32Array[]): void {
  expect(found.map(({ length }) => length)).toEqual(wanted.map(({ length }) => length));
  found.forEach((values, t) => {
    values.forEach((value, i) => {
      const other = wanted[t][i];
      expect(Math.abs(value - other)).toBeLessThanOrEqual(1e-5 * Math.abs(other) + 1e-9);
    });
  });
}

describe("a training that goes on from another's result", () => {
  test.each(kindsThatStart)("%s: begins where that ended, through a model file too", async (posterior) => {
    const training = { ...options, posterior, members: membersOf(posterior) };
    const first = await trainPosterior(network, data, { ...training, epochs: 12 });
    expect(first.continued).toBe(false);
    const bytes = encodeModel(createModel(first, { dataset: data, preset: "default" }));
    const start = decodeModel(bytes, "file").posterior;
    // With other images first than the last time.
    const further = { ...training, start, epochs: 1, seed: 9 };
    const next = await trainPosterior(network, data, further);
    expect(next.continued).toBe(true);
    expect(next.posterior.kind).toBe(first.posterior.kind);
    const [initial, last] = [first.lossPerImageByEpoch[0], first.lossPerImageByEpoch.at(-1)!];
    expect(last).toBeLessThan(0.6 * initial);
    expect(Math.abs(next.lossPerImageByEpoch[0] - last)).toBeLessThan(0.15 * (initial - last));
    expect(numbersOf(next.posterior)).not.toEqual(numbersOf(start));

    const still = await trainPosterior(network, data, { ...further, batchSize: 200, learningRate: 1e-12 });
    expectClose(numbersOf(still.posterior), numbersOf(start));
  });

  test("has moments of its own: Adam's first step is as long as the rate", async () => {
    const { posterior: start } = await trainPoint(plain, data, { ...options, epochs: 5 });
    const step = { ...options, epochs: 1, batchSize: 200, start: start.weights };
    const { posterior } = await trainPoint(plain, data, { ...step, learningRate: 1e-3 });
    const lengths = numbersOf(posterior).flatMap((values, t) =>
      Array.from(values, (value, i) => Math.abs(value - numbersOf(start)[t][i])),
    );
    expect(Math.max(...lengths)).toBeLessThan(1.01e-3);
    expect(lengths.filter((length) => length > 0.9e-3).length / lengths.length).toBeGreaterThan(0.9);
  });

  test("has as many members as that, in their order", async () => {
    const ensemble = new MixturePosterior(
      [1, 2, 3].map((seed) => new PointPosterior(plain, weights(plain, seed))),
    );
    const { posterior, settings } = await trainPosterior(plain, data, {
      ...{ ...options, epochs: 1, batchSize: 200, learningRate: 1e-12 },
      ...{ posterior: "ensemble", start: ensemble },
    });
    expect(settings.members).toBe(3);
    expectClose(numbersOf(posterior), numbersOf(ensemble));
  });

  test("goes on from checkpoints where members have them, to what it would have come to", async () => {
    const start = new MixturePosterior([meanField(plain, 1), meanField(plain, 2)]);
    const kept = new Map<number, Checkpoint>();
    const checkpoints = {
      load: (member: number) => Promise.resolve(kept.get(member)),
      save: (member: number, checkpoint: Checkpoint) => Promise.resolve(void kept.set(member, checkpoint)),
    };
    const training = { ...options, posterior: "mixture", start, epochs: 2 } as const;
    const whole = await trainPosterior(plain, data, training);
    const stop = new AbortController();
    const interrupted = trainPosterior(plain, data, {
      ...{ ...training, checkpoints, signal: stop.signal },
      onEpoch: ({ member, epoch }) => {
        if (member === 0 && epoch === 1) stop.abort();
      },
    });
    await expectNescioError(() => interrupted, "aborted");
    expect([...kept.keys()]).toEqual([0]);
    const resumed = await trainPosterior(plain, data, { ...training, checkpoints });
    expect(resumed.posterior).toEqual(whole.posterior);
    expect(resumed.continued).toBe(true);
  });
});

describe("means and scales go into a session and come back", () => {
  test.each([
    ["dense layers", plain],
    ["convolutions", conv],
    ["normalisation", withGroupNorm(conv)],
  ])("of %s", async (_, net) => {
    const random = new Random(4);
    const given = meanField(net);
    // From the smallest normal number to far beyond what training meets.
    for (const { scale } of given.tensors.values()) {
      scale.forEach((_, i) => (scale[i] = Math.max(1.2e-38, 10 ** (44 * random.uniform() - 39))));
    }
    const size = net.input.reduce((a, b) => a * b, 1);
    const inputs = { count: 2, values: new Uint8Array(2 * size), labels: new Uint8Array(2) };
    const session = await TrainingSession.start(net, inputs, trainingSettings("default"), { threads: 1 });
    session.initialise();
    session.setTensors(given.tensors);
    const tensors = session.tensors();
    expect([...tensors.keys()]).toEqual(parameterSpecs(net).map(({ name }) => name));
    for (const [name, { loc, scale }] of tensors) {
      expect(loc).toEqual(given.tensors.get(name)!.loc);
      scale.forEach((value, i) => {
        expect(Math.abs(value / given.tensors.get(name)!.scale[i] - 1)).toBeLessThan(1e-5);
      });
    }
    await session.close();
  });
});

/** The network with a normalisation behind its first convolution. */
function withGroupNorm(net: Network): Network {
  const at = net.layers.findIndex(({ type }) => type === "conv2d") + 1;
  return { ...net, layers: net.layers.toSpliced(at, 0, { type: "groupNorm", name: "norm", groups: 2 }) };
}

describe("what a training cannot start from is refused", () => {
  const train = (changes: TrainPosteriorOptions) => () =>
    trainPosterior(network, data, { ...options, epochs: 1, ...changes });
  const refused = async (run: () => unknown, ...words: string[]): Promise<void> => {
    await expectNescioError(run, "invalid-option", ...words);
  };
  const gaussian = meanField(network);
  const point = new PointPosterior(network, weights(network));

  test.each(posteriorKinds.filter((kind) => !kindsThatStart.includes(kind)))(
    "by %s anything",
    async (kind) => {
      expect(["swag", "multi-swag", "sgld", "polya-gamma"]).toContain(kind);
      await refused(
        train({ posterior: kind, start: point }),
        "start: expected one of the posteriors whose training can start from another's result: " +
          `mean-field, mixture, point, ensemble, dropout, laplace, got ${kind}.`,
      );
    },
  );

  test("posteriors of another kind, and what is none", async () => {
    await refused(train({ start: point }), "start: expected a mean-field posterior, got a point posterior");
    await refused(
      train({ posterior: "dropout", start: point }),
      "a dropout posterior, got a point posterior",
    );
    const points = new MixturePosterior([point, point]);
    await refused(
      train({ posterior: "mixture", start: points }),
      "a mixture of mean-field posteriors, as mixture is, got a mixture of point posteriors",
    );
    await refused(
      train({ posterior: "ensemble", start: gaussian }),
      "a mixture of point posteriors, as ensemble is, got a mean-field posterior",
    );
    await refused(train({ posterior: "point", start: points }), "a point posterior, got a mixture of point");
    for (const start of [null, 7, "model.nescio", {}, [], { kind: "point" }]) {
      const hostile = { start } as unknown as TrainPosteriorOptions;
      await refused(train(hostile), "start: expected a mean-field posterior, got");
      await refused(train({ ...hostile, posterior: "ensemble" }), "start: expected a mixture of point");
      await refused(
        () => trainMeanField(network, data, hostile as { start: MeanFieldPosterior }),
        "start: expected a mean-field posterior, got",
      );
    }
  });

  test("another number of members", async () => {
    const start = new MixturePosterior([point, point]);
    await refused(
      train({ posterior: "ensemble", members: 3, start }),
      "a posterior of 3 members, got one of 2",
    );
    const one = new MixturePosterior([point]);
    await refused(train({ posterior: "ensemble", start: one }), "members: expected a whole number from 2");
  });

  test("posteriors of another network: says what differs", async () => {
    const cases: [Network, string][] = [
      [denseNetwork([5, 4, 1], [13], 4), 'start, tensor "fc1.weight": expected shape 12×20, got shape 13×20'],
      [denseNetwork([5, 4, 1], [12], 5), 'start, tensor "out.weight": expected shape 4×12, got shape 5×12'],
      [
        denseNetwork([5, 4, 1], [], 4),
        'start, tensor "fc1.weight": expected shape 12×20, got no such tensor',
      ],
      [
        denseNetwork([5, 4, 1], [12, 12], 4),
        'start, tensor "fc2.weight": expected no such tensor, as the network has none, got shape 12×12',
      ],
    ];
    for (const [other, words] of cases) {
      const start = meanField(other);
      await refused(train({ start }), words);
      await refused(() => trainMeanField(network, data, { start }), words);
      const several = new MixturePosterior([start, start]);
      await refused(train({ posterior: "mixture", start: several }), words);
    }
  });

  test("numbers that are not finite, and a checkpoint besides", async () => {
    const broken = weights(network);
    broken.get("fc1.bias")!.data[3] = NaN;
    const words = 'start, tensor "fc1.bias": expected finite numbers, got a value that is not';
    await refused(train({ posterior: "point", start: new PointPosterior(network, broken) }), words);
    await refused(() => trainPoint(network, data, { start: broken }), words);
    const kept: Checkpoint[] = [];
    const short = { ...options, epochs: 1 };
    await trainMeanField(network, data, { ...short, onCheckpoint: (c) => void kept.push(c) });
    await refused(
      () => trainMeanField(network, data, { ...short, start: gaussian, resume: kept[0] }),
      "options start and resume: expected one of them at most, got both",
    );
  });
});
