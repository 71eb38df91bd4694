import { describe, expect, test } from "vitest";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import type { Checkpoint } from "../../packages/core/src/training/options.js";
import { posteriorKinds } from "../../packages/core/src/posteriors/kinds.js";
import { trainPosterior } from "../../packages/core/src/posteriors/train-posterior.js";
import { convNetwork } from "../../packages/core/src/layers/network.js";
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
    const result = await trainPosterior(network, data, { ...options, posterior, members });
    // Draws of Langevin dynamics are members too, of one training.
    expect(result.posterior.kind).toBe(several || posterior === "sgld" ? "mixture" : posterior);
    expect(result.settings).toMatchObject({ posterior, members: members ?? 1, seed: 4 });
    const { lossPerImageByEpoch: losses } = result;
    expect(losses.length).toBe(12);
    expect(losses[11]).toBeLessThan(losses[0]);
    const labels = forcedLabels(await result.posterior.predict(data, { samples: 8, threads: 1 }));
    const right = labels.filter((label, i) => label === data.labels![i]).length;
    expect(right / data.count).toBeGreaterThan(0.9);
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
    await expectNescioError(
      () => trainPosterior(dry, data, { ...options, posterior: "dropout" }),
      "invalid-option",
      "posterior dropout",
    );
  });
});
