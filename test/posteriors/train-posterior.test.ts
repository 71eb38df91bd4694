import { describe, expect, test } from "vitest";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { firstImages } from "../../packages/core/src/data/dataset.js";
import type { Checkpoint } from "../../packages/core/src/training/options.js";
import { posteriorKinds } from "../../packages/core/src/posteriors/kinds.js";
import { trainPosterior } from "../../packages/core/src/posteriors/train-posterior.js";
import { convNetwork } from "../../packages/core/src/layers/network.js";
import { createModel } from "../../packages/core/src/model/create-model.js";
import { encodeModel } from "../../packages/core/src/model/model-file.js";
import { modelBytes } from "../../packages/core/src/model/model-size.js";
import { forcedLabels } from "../../packages/core/src/predictive/summaries.js";
import { expectNescioError } from "../helpers/errors.js";
import { watchWorkers } from "../helpers/workers.js";

const workers = watchWorkers();
const data = glyphs({ kind: "digits", count: 400, seed: 1 });
const network = convNetwork([28, 28, 1], { channels: [6], kernel: 5, hidden: [24], dropout: 0.1 }, 10);
const options = {
  preset: "convolution",
  augmentation: "none",
  epochs: 12,
  batchSize: 32,
  seed: 4,
  threads: 2,
} as const;

describe("trainPosterior", () => {
  test.each(posteriorKinds)("%s learns, and says of what kind it is", async (posterior) => {
    const several = ["mixture", "ensemble", "multi-swag"].includes(posterior);
    const members = several ? 2 : undefined;
    const shares: number[] = [];
    const epochs: number[] = [];
    // Exact draws are for few images.
    const [set, batchSize] = posterior === "polya-gamma" ? [firstImages(data, 100), 8] : [data, 32];
    const result = await trainPosterior(network, set, {
      ...{ ...options, batchSize, posterior, members },
      onProgress: ({ share }) => void shares.push(share),
      onEpoch({ member, epoch }) {
        if (member === 0) epochs.push(epoch);
      },
    });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBeCloseTo(1, 10);
    // What comes after the last epoch tells of itself too.
    const furthest = { swag: 12 / 18, "multi-swag": 12 / 18, laplace: 12 / 13, "polya-gamma": 12 / 22 };
    const after = furthest[posterior as keyof typeof furthest] as number | undefined;
    if (after !== undefined) expect(shares.filter((share) => share > after + 0.01).length).toBeGreaterThan(1);
    expect(epochs).toEqual(Array.from({ length: 12 }, (_, epoch) => epoch));
    // Draws are members too, of one training.
    const mixes = several || ["sgld", "polya-gamma"].includes(posterior);
    expect(result.posterior.kind).toBe(mixes ? "mixture" : posterior);
    expect(result.settings).toMatchObject({ posterior, members: members ?? 1, seed: 4 });
    const bytes = encodeModel(createModel(result, { dataset: data, preset: "convolution" })).length;
    const plan = { posterior, members, epochs: 12 };
    expect(bytes / modelBytes(network, plan)).toBeGreaterThan(0.98);
    expect(bytes / modelBytes(network, plan)).toBeLessThan(1.2);
    const { lossPerImageByEpoch: losses } = result;
    expect(losses.length).toBe(12);
    expect(losses[11]).toBeLessThan(losses[0]);
    const labels = forcedLabels(await result.posterior.predict(set, { samples: 8, threads: 1 }));
    const right = labels.filter((label, i) => label === set.labels![i]).length;
    expect(right / set.count).toBeGreaterThan(0.9);
    expect(workers.running()).toBe(0);
  });

  test("an interrupted mixture goes on member by member, to the same end", async () => {
    const kept = new Map<number, Checkpoint>();
    const checkpoints = {
      load: (member: number) => Promise.resolve(kept.get(member)),
      save: (member: number, checkpoint: Checkpoint) => Promise.resolve(void kept.set(member, checkpoint)),
    };
    const mixture = { ...options, posterior: "mixture", members: 3, epochs: 2, threads: 1 } as const;
    const whole = await trainPosterior(network, data, mixture);
    const stop = new AbortController();
    const interrupted = trainPosterior(network, data, {
      ...{ ...mixture, checkpoints, signal: stop.signal },
      onProgress({ member, progress }) {
        if (member === 1 && progress.epoch === 1) stop.abort();
      },
    });
    await expectNescioError(() => interrupted, "aborted");
    expect([...kept.keys()]).toEqual([0, 1]);
    const resumed = await trainPosterior(network, data, { ...mixture, checkpoints });
    expect(resumed.posterior).toEqual(whole.posterior);
    expect(resumed.lossPerImageByEpoch).toEqual(whole.lossPerImageByEpoch);
  });

  test("refuses members of what has none, one member, and dropout that drops nothing", async () => {
    const train = (changes: object) => () => trainPosterior(network, data, { ...options, ...changes });
    await expectNescioError(train({ posterior: "point", members: 3 }), "invalid-option", "members");
    await expectNescioError(train({ posterior: "mixture", members: 1 }), "invalid-option", "members");
    const dry = convNetwork([28, 28, 1], { channels: [4], kernel: 5, hidden: [8] }, 10);
    const nothing = {
      ...dry,
      layers: [...dry.layers.slice(0, -1), { type: "dropout", rate: 0 } as const, ...dry.layers.slice(-1)],
    };
    for (const plain of [dry, nothing]) {
      const trained: number[] = [];
      await expectNescioError(
        () =>
          trainPosterior(plain, data, {
            ...{ ...options, posterior: "dropout" },
            onEpoch: ({ epoch }) => void trained.push(epoch),
          }),
        "invalid-option",
        "posterior dropout",
      );
      expect(trained).toEqual([]);
    }
  });
});
