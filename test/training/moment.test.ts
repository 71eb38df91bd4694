import { afterEach, describe, expect, test, vi } from "vitest";
import { createDataset, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { denseNetwork, type Network } from "../../packages/core/src/layers/network.js";
import { Random } from "../../packages/core/src/math/random.js";
import {
  posteriorKinds,
  type ModelPosterior,
  type PosteriorKind,
} from "../../packages/core/src/posteriors/kinds.js";
import type { MeanFieldPosterior } from "../../packages/core/src/posteriors/mean-field/posterior.js";
import {
  trainMeanField,
  type MeanFieldOptions,
} from "../../packages/core/src/posteriors/mean-field/train.js";
import { trainPosterior, type MemberMoment } from "../../packages/core/src/posteriors/train-posterior.js";
import type { TrainingMoment } from "../../packages/core/src/training/moment.js";
import type { TrainingProgress } from "../../packages/core/src/training/options.js";
import { expectNescioError } from "../helpers/errors.js";
import { watchWorkers } from "../helpers/workers.js";

const workers = watchWorkers();

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

const data = bars(90, 1);
const network = denseNetwork([5, 4, 1], [12], 4);
const options = { epochs: 4, batchSize: 8, threads: 1, seed: 5, learningRate: 0.01 } as const;
const wait = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

type Moment = TrainingMoment<MeanFieldPosterior>;

/** Makes runs of steps seem to take so long and longer, which decides how many steps the next ones have. */
function clockRuns(ms: () => number): void {
  let now = performance.now();
  vi.spyOn(performance, "now").mockImplementation(() => (now += ms()));
}
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a moment of training", () => {
  test("comes after every run of steps, as progress does; the last one's posterior is the result", async () => {
    const reported: TrainingProgress[] = [];
    const seen: [Omit<Moment, "posterior">, MeanFieldPosterior][] = [];
    const { posterior: result } = await trainMeanField(network, data, {
      ...options,
      onProgress: (progress) => void reported.push(progress),
      onSteps: ({ posterior, ...progress }) => void seen.push([progress, posterior()]),
    });
    expect(seen.map(([progress]) => progress)).toEqual(reported);
    expect(seen.at(-1)![0]).toMatchObject({ epoch: 3, epochs: 4, step: 48, steps: 48 });
    const [, last] = seen.at(-1)!;
    expect(last.tensors).toEqual(result.tensors);
    const [, first] = seen[0];
    expect(first.kind).toBe("mean-field");
    expect(first.tensors.get("fc1.weight")!.loc).not.toEqual(last.tensors.get("fc1.weight")!.loc);
    expect(first.tensors.get("fc1.weight")!.scale).not.toEqual(last.tensors.get("fc1.weight")!.scale);
  });

  test.each([1, 2])(
    "changes nothing of what is trained, nor do the lengths of runs (threads: %d)",
    async (threads) => {
      const varied: MeanFieldOptions = {
        ...{ ...options, threads, classWeight: "balanced" },
        augmentation: { shift: 0.7, rotation: 5, scale: 0.05, elastic: 0.3, elasticSigma: 2 },
      };
      const plain = await trainMeanField(network, data, varied);
      const lengths = new Set<string>();
      for (const slow of [() => false, (runs: number) => runs % 3 === 0, () => true]) {
        const steps: number[] = [];
        clockRuns(() => (slow(steps.length) ? 1000 : 0.001));
        const watched = await trainMeanField(network, data, {
          ...varied,
          onSteps: async ({ step, posterior }) => {
            await posterior().predict(data, { samples: 2, threads: 1 });
            steps.push(step);
          },
        });
        vi.restoreAllMocks();
        lengths.add(steps.join());
        expect(watched.posterior.tensors).toEqual(plain.posterior.tensors);
        expect(watched.lossPerImageByEpoch).toEqual(plain.lossPerImageByEpoch);
      }
      expect(lengths.size).toBe(3);
    },
  );

  test("has one posterior, which is asked for while training waits", async () => {
    const moments: Moment[] = [];
    const asked: MeanFieldPosterior[] = [];
    await trainMeanField(network, data, {
      ...options,
      onSteps: (moment) => {
        moments.push(moment);
        if (moments.length === 1) asked.push(moment.posterior());
      },
    });
    expect(moments.length).toBeGreaterThan(1);
    expect(moments[0].posterior()).toBe(asked[0]);
    await expectNescioError(
      () => moments[1].posterior(),
      "invalid-option",
      "expected to be asked for while training waits, got a training that has gone on",
    );
  });

  test("of parameters that are no numbers any more is told as diverged", async () => {
    const errors: unknown[] = [];
    const training = trainMeanField(network, data, {
      ...{ ...options, epochs: 1, batchSize: 90, learningRate: 1e39 },
      onSteps: ({ posterior }) => {
        try {
          posterior();
        } catch (error) {
          errors.push(error);
          throw error;
        }
      },
    });
    const error = await expectNescioError(() => training, "diverged", "step 0 (epoch 0)", "fc1.weight");
    expect(errors).toEqual([error]);
  });
});

describe("a pause", () => {
  test.each([1, 2])(
    "is a promise that is not settled; its time does not count (threads: %d)",
    async (threads) => {
      const seen: number[] = [];
      let settle: (() => void) | undefined;
      const since = performance.now();
      const training = trainMeanField(network, data, {
        ...{ ...options, threads },
        onSteps: ({ step }) => {
          seen.push(step);
          if (seen.length === 2) return new Promise<void>((resolve) => (settle = resolve));
          return undefined;
        },
      });
      while (settle === undefined) await wait(5);
      await wait(400);
      expect(seen).toHaveLength(2);
      settle();
      const { seconds, msPerStep, posterior } = await training;
      expect(seconds).toBeLessThan((performance.now() - since) / 1000 - 0.39);
      expect(msPerStep).toBeCloseTo((seconds * 1000) / 48, 9);
      expect(seen.at(-1)).toBe(48);
      expect(posterior.tensors).toEqual((await trainMeanField(network, data, options)).posterior.tensors);
    },
  );

  test.each([1, 2])("ends at once by the signal, with the training (threads: %d)", async (threads) => {
    const stop = new AbortController();
    let since = 0;
    const training = trainMeanField(network, data, {
      ...{ ...options, threads, signal: stop.signal },
      onSteps: () => {
        setTimeout(() => {
          since = performance.now();
          stop.abort(new Error("enough"));
        }, 30);
        return new Promise<void>(() => undefined);
      },
    });
    const error = await expectNescioError(() => training, "aborted", "training");
    expect(error.cause).toEqual(new Error("enough"));
    expect(performance.now() - since).toBeLessThan(2000);
    expect(workers.running()).toBe(0);
  });

  test("that is rejected, and an error that is thrown, end training with that error", async () => {
    const failures: MeanFieldOptions["onSteps"][] = [
      () => Promise.reject(new Error("the page's own")),
      () => {
        throw new Error("the page's own");
      },
    ];
    for (const onSteps of failures) {
      const training = trainMeanField(network, data, { ...options, threads: 2, onSteps });
      await expect(training).rejects.toThrow("the page's own");
    }
    expect(workers.running()).toBe(0);
  });
});

describe("every kind shows what there is", () => {
  const drops: Network = {
    ...network,
    layers: [...network.layers.slice(0, -1), { type: "dropout", rate: 0.1 }, ...network.layers.slice(-1)],
  };
  const expected: Readonly<Record<PosteriorKind, readonly string[]>> = {
    "mean-field": ["mean-field"],
    mixture: ["mean-field"],
    point: ["point"],
    ensemble: ["point"],
    dropout: ["dropout"],
    swag: ["point", "swag"],
    "multi-swag": ["point", "swag"],
    laplace: ["point"],
    sgld: ["point", "mixture"],
    "polya-gamma": ["point", "mixture"],
  };

  test.each(posteriorKinds)("%s: and what is trained is the same", async (kind) => {
    const members = ["mixture", "ensemble", "multi-swag"].includes(kind) ? 2 : undefined;
    const training = { ...options, epochs: 6, posterior: kind, members };
    const plain = await trainPosterior(drops, data, training);
    // Every step by itself, but not every sweep.
    if (kind !== "polya-gamma") clockRuns(() => 1000);
    const moments: [Omit<MemberMoment, "posterior">, ModelPosterior][] = [];
    const watched = await trainPosterior(drops, data, {
      ...training,
      onSteps: async ({ posterior, ...progress }) => {
        moments.push([progress, posterior()]);
        await wait(0);
      },
    });
    vi.restoreAllMocks();
    expect(watched.posterior).toEqual(plain.posterior);
    for (let member = 0; member < (members ?? 1); member++) {
      const own = moments.filter(([progress]) => progress.member === member);
      const kinds = own.map(([, posterior]) => posterior.kind);
      expect(kinds.filter((each, i) => each !== kinds[i - 1])).toEqual(expected[kind]);
      const steps = own.map(([{ step }]) => step);
      expect(steps).toEqual(steps.toSorted((a, b) => a - b));
      const [{ step, steps: all, epoch, epochs }, last] = own.at(-1)!;
      // Laplace's fit has no steps.
      expect(step).toBe(kind === "laplace" ? all - 12 : all);
      expect(epoch).toBe(kind === "laplace" ? epochs - 2 : epochs - 1);
      const whole = plain.posterior;
      if (kind === "laplace") {
        expect(last.draw(1)).toEqual(whole.kind === "laplace" ? whole.weights : undefined);
      } else if (members === undefined) expect(last).toEqual(whole);
      else expect(last).toEqual(whole.kind === "mixture" ? whole.members[member] : undefined);
    }
  });

  test("the Gaussian of SWAG is of the iterates by then, also when it is asked for again", async () => {
    const again: (() => ModelPosterior)[] = [];
    const seen: ModelPosterior[] = [];
    await trainPosterior(drops, data, {
      ...{ ...options, posterior: "swag" },
      onSteps: ({ posterior }) => {
        if (posterior().kind !== "swag") return;
        again.push(posterior);
        seen.push(posterior());
      },
    });
    expect(seen.length).toBeGreaterThan(1);
    expect(seen[0]).not.toEqual(seen.at(-1));
    again.forEach((posterior, i) => expect(posterior()).toBe(seen[i]));
  });

  test("sampling waits too, and hears the signal while it does", async () => {
    const linear = denseNetwork([5, 4, 1], [], 4);
    const stop = new AbortController();
    let seen = 0;
    const training = trainPosterior(linear, data, {
      ...{ ...options, posterior: "polya-gamma", signal: stop.signal },
      onSteps: () => {
        seen++;
        setTimeout(() => {
          stop.abort();
        }, 100);
        return new Promise<void>(() => undefined);
      },
    });
    await expectNescioError(() => training, "aborted", "training");
    expect(seen).toBe(1);
  });
});

test("a member that is paused does not hold up another beside it, and ends when that fails", async () => {
  const ensemble = { ...options, threads: 2, posterior: "ensemble", members: 2 } as const;
  const order: number[] = [];
  let finish: (() => void) | undefined;
  const finished = new Promise<void>((resolve) => (finish = resolve));
  const result = await trainPosterior(network, data, {
    ...ensemble,
    onSteps: async ({ member, step, steps }) => {
      order.push(member);
      if (member === 0) await finished;
      else if (step === steps) finish?.();
    },
  });
  // Of the first one moment, then all that the other has.
  const others = order.filter((member) => member === 1).length;
  expect(order.slice(0, others + 1).filter((member) => member === 0)).toHaveLength(1);
  expect(result.posterior).toEqual((await trainPosterior(network, data, ensemble)).posterior);
  const failing = trainPosterior(network, data, {
    ...ensemble,
    onSteps: async ({ member }) => {
      if (member === 0) await new Promise<void>(() => undefined);
      await wait(50);
      throw new Error("member 1's own");
    },
  });
  await expect(failing).rejects.toThrow("member 1's own");
  expect(workers.running()).toBe(0);
});
