import { describe, expect, test } from "vitest";
import { createDataset, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { NescioError } from "../../packages/core/src/errors.js";
import {
  trainMeanField,
  type MeanFieldOptions,
} from "../../packages/core/src/posteriors/mean-field/train.js";
import { trainPoint } from "../../packages/core/src/posteriors/point/train.js";
import type { Checkpoint } from "../../packages/core/src/training/options.js";
import { memberSeed, trainMembers } from "../../packages/core/src/training/members.js";
import { Random } from "../../packages/core/src/math/random.js";
import { decodeCheckpoint, encodeCheckpoint } from "../../packages/core/src/model/checkpoint.js";
import { decodeSafetensors, encodeSafetensors } from "../../packages/core/src/model/safetensors.js";
import { denseNetwork } from "../../packages/core/src/layers/network.js";
import { expectNescioError } from "../helpers/errors.js";
import { watchWorkers } from "../helpers/workers.js";

const workers = watchWorkers();

/** Images of 6 × 6 with a bright row that tells the class; some labels are wrong, so that there is something to overfit. */
function rows(count: number, wrong: number, seed: number): ImageDataset {
  const random = new Random(seed);
  const pixels = new Uint8Array(count * 36);
  const labels = Uint8Array.from({ length: count }, (_, i) => {
    const label = random.integer(4);
    for (let k = 0; k < 36; k++) pixels[i * 36 + k] = random.integer(120);
    for (let k = 0; k < 6; k++) pixels[i * 36 + (label + 1) * 6 + k] = 130 + random.integer(120);
    return random.uniform() < wrong ? random.integer(4) : label;
  });
  const classes = ["a", "b", "c", "d"];
  return createDataset({ name: "rows", count, height: 6, width: 6, channels: 1, pixels, labels, classes });
}

const data = rows(90, 0.3, 1);
const others = rows(200, 0, 2);
const network = denseNetwork([6, 6, 1], [20], 4);
const options: MeanFieldOptions = {
  ...{ epochs: 6, batchSize: 16, threads: 1, seed: 5, learningRate: 0.01, klWeight: 0.05 },
  augmentation: { shift: 0.7, rotation: 5, scale: 0.05, elastic: 0.3, elasticSigma: 2 },
};

describe("going on from a checkpoint", () => {
  test("gives bit for bit what an uninterrupted run gives, through a file too", async () => {
    const kept: Checkpoint[] = [];
    const whole = await trainMeanField(network, data, {
      ...options,
      validation: others,
      onCheckpoint: (checkpoint) => void kept.push(checkpoint),
    });
    expect(kept.map(({ epochs }) => epochs)).toEqual([1, 2, 3, 4, 5, 6]);
    for (const at of [0, 3, 5]) {
      const resume = decodeCheckpoint(encodeCheckpoint(kept[at], "this"), "this", "checkpoint");
      const rest = await trainMeanField(network, data, { ...options, validation: others, resume });
      expect(rest.posterior.tensors).toEqual(whole.posterior.tensors);
      expect(rest.lossPerImageByEpoch).toEqual(whole.lossPerImageByEpoch);
      expect(rest.validationByEpoch).toEqual(whole.validationByEpoch);
      expect(rest.epoch).toBe(whole.epoch);
    }
  });

  test("goes on from weights that a training was started from, which are not given again", async () => {
    const point = { epochs: 2, batchSize: 16, threads: 1, seed: 5 };
    const { posterior } = await trainPoint(network, data, { ...point, seed: 6 });
    const kept: Checkpoint[] = [];
    const start = posterior.weights;
    const onCheckpoint = (checkpoint: Checkpoint): void => void kept.push(checkpoint);
    const whole = await trainPoint(network, data, { ...point, start, onCheckpoint });
    const rest = await trainPoint(network, data, { ...point, resume: kept[0] });
    expect(rest.posterior.weights).toEqual(whole.posterior.weights);
    await expectNescioError(
      () => trainPoint(network, data, { ...point, start, resume: kept[0] }),
      "invalid-option",
      "options start and resume: expected one of them at most, got both",
    );
  });

  test("a checkpoint that this training cannot go on from is refused", async () => {
    const kept: Checkpoint[] = [];
    const short = { ...options, epochs: 3, learningRate: 0.3 };
    const onCheckpoint = (checkpoint: Checkpoint): void => void kept.push(checkpoint);
    await trainMeanField(network, data, { ...short, epochs: 1, onCheckpoint });
    await trainMeanField(network, data, { ...short, epochs: 1, validation: others, onCheckpoint });
    const [plain, measured] = kept;
    const measures = [{ nll: 1, accuracy: 1 }, ...measured.validationByEpoch];
    const better = { ...measured, epochs: 2, lossPerImageByEpoch: [1, 1] };
    const cases: [string, MeanFieldOptions][] = [
      ["1 epochs measured on validation images, got 0", { resume: plain, validation: others }],
      ["without validation, as this training, got 1", { resume: measured }],
      ["2 losses, got 1", { resume: { ...plain, epochs: 2 } }],
      ["1 to 3 epochs, as the settings say, got 0", { resume: { ...plain, epochs: 0 } }],
      [
        "the state of the best epoch by validation, got none",
        {
          resume: {
            ...better,
            validationByEpoch: measures.map(({ nll }, i) => ({ nll: nll + i, accuracy: 1 })),
          },
          validation: others,
        },
      ],
      ["the state of this network", { resume: { ...plain, state: plain.state.slice(1) } }],
      ["the state of this network", { resume: { ...plain, state: plain.state.map((s) => s.subarray(4)) } }],
      ["the state of this network", { resume: { ...measured, best: [] }, validation: others }],
    ];
    for (const [words, changes] of cases) {
      const error = await expectNescioError(
        () => trainMeanField(network, data, { ...short, ...changes }),
        "invalid-option",
        words,
      );
      expect(error.subject).toBe("checkpoint");
    }
  });

  test("a checkpoint of another training, and a damaged one, are refused", async () => {
    const kept: Checkpoint[] = [];
    await trainMeanField(network, data, { ...options, epochs: 1, onCheckpoint: (c) => void kept.push(c) });
    const bytes = encodeCheckpoint(kept[0], "this");
    await expectNescioError(() => decodeCheckpoint(bytes, "that", "file"), "invalid-option", "of another");
    const rewritten = (change: (head: string) => string): Uint8Array => {
      const { tensors, metadata } = decodeSafetensors(bytes, "file");
      return encodeSafetensors({
        tensors,
        metadata: new Map([["checkpoint", change(metadata.get("checkpoint")!)]]),
      });
    };
    const damaged: [Uint8Array, string][] = [
      [bytes.subarray(0, 900), "file"],
      [rewritten((head) => head.slice(0, -1)), "file, metadata: expected JSON, got "],
      [
        rewritten((head) => head.replace('"epochs":1', '"epochs":1,"epochs":2')),
        'file, metadata: expected JSON, got the key "epochs" appears twice',
      ],
      [
        rewritten((head) => head.replace('"epochs":1', '"epochs":0')),
        "file, metadata, epochs: expected a number of at least 1, got 0",
      ],
      [
        rewritten((head) => head.replace('"best":false', '"best":true')),
        'file, tensor "best.0": expected 32-bit floats, got no such tensor',
      ],
    ];
    for (const [file, words] of damaged) {
      await expectNescioError(() => decodeCheckpoint(file, "this", "file"), "invalid-model", words);
    }
  });
});

describe("validation", () => {
  test("the result is the best epoch's, and patience ends the run", async () => {
    const long = { ...options, epochs: 60, learningRate: 0.03, augmentation: "none" as const, klWeight: 0 };
    const all = await trainMeanField(network, data, { ...long, validation: others });
    const nlls = all.validationByEpoch.map(({ nll }) => nll);
    const best = nlls.indexOf(Math.min(...nlls));
    expect(all.epoch).toBe(best);
    expect(best).toBeLessThan(50);
    expect(all.validationByEpoch.length).toBe(60);
    const early = await trainMeanField(network, data, { ...long, validation: others, patience: 100 });
    expect(early.posterior.tensors).toEqual(all.posterior.tensors);
    const patient = await trainMeanField(network, data, { ...long, validation: others, patience: 3 });
    const { validationByEpoch: scores, epoch } = patient;
    expect(scores.length).toBe(epoch + 4);
    expect(scores).toEqual(all.validationByEpoch.slice(0, scores.length));
  });

  test("images of another shape or of other classes are found before an epoch is trained", async () => {
    const seen: number[] = [];
    const onEpoch = ({ epoch }: { readonly epoch: number }): void => void seen.push(epoch);
    const { pixels, ...rest } = others;
    const cases: [ImageDataset, string][] = [
      [{ ...others, height: 4, width: 9 }, "images of 6×6×1 (the network's input), got images of 4×9×1"],
      [{ ...rest, pixels: pixels.subarray(1) }, "7200 values (200 images of 6×6×1), got 7199"],
      [{ ...others, classes: ["a", "b", "c", "d", "e"] }, "4 classes"],
      [{ ...others, labels: others.labels!.map(() => 9) }, "validation images: expected labels below 4"],
    ];
    for (const [validation, words] of cases) {
      await expectNescioError(
        () => trainMeanField(network, data, { ...options, validation, onEpoch }),
        "invalid-data",
        words,
      );
    }
    expect(seen).toEqual([]);
  });

  test("needs labels, and patience needs validation", async () => {
    const { labels: _, ...unlabelled } = others;
    await expectNescioError(
      () => trainMeanField(network, data, { ...options, validation: { ...unlabelled } }),
      "invalid-option",
      "validation images",
    );
    await expectNescioError(
      () => trainMeanField(network, data, { ...options, patience: 2 }),
      "invalid-option",
      "patience",
    );
  });
});

describe("augmentation", () => {
  test("changes training, and not the data set", async () => {
    const before = data.pixels.slice();
    const varied = await trainMeanField(network, data, options);
    const plain = await trainMeanField(network, data, { ...options, augmentation: "none" });
    expect(varied.lossPerImageByEpoch).not.toEqual(plain.lossPerImageByEpoch);
    expect(data.pixels).toEqual(before);
  });

  test("is the same for any number of threads", async () => {
    const one = await trainMeanField(network, data, options);
    const two = await trainMeanField(network, data, { ...options, threads: 2 });
    expect(two.posterior.tensors).toEqual(one.posterior.tensors);
  });
});

describe("members side by side", () => {
  const short = { ...options, epochs: 2 };
  const train = (member: number, crew: object) =>
    trainMeanField(network, data, { ...short, seed: memberSeed(5, member), ...crew });

  test("are what each would be alone, whatever the threads", async () => {
    const alone = await Promise.all([0, 1, 2].map((member) => train(member, { threads: 1 })));
    for (const threads of [1, 2, 4]) {
      const together = await trainMembers(train, { members: 3, threads });
      expect(together.map(({ posterior }) => posterior.tensors)).toEqual(
        alone.map(({ posterior }) => posterior.tensors),
      );
    }
    expect(alone[0].posterior.tensors).not.toEqual(alone[1].posterior.tensors);
    expect(workers.running()).toBe(0);
  });

  test("one at a time needs no worker, and threads are checked before anything starts", async () => {
    const before = workers.started();
    await trainMembers(train, { members: 2, threads: 1 });
    expect(workers.started()).toBe(before);
    for (const threads of [0, 1.5, NaN, 65]) {
      const error = await expectNescioError(
        () => trainMembers(train, { members: 2, threads }),
        "invalid-option",
        "1 to 64",
      );
      expect(error.subject).toBe("threads");
    }
    expect(workers.started()).toBe(before);
  });

  test("stop when one fails or the signal says so, and leave no worker", async () => {
    const failing = trainMembers(
      async (member, crew) => {
        if (member === 1)
          throw new NescioError({ code: "diverged", subject: "it", expected: "this", found: "that" });
        return trainMeanField(network, data, { ...options, ...crew, epochs: 10_000 });
      },
      { members: 2, threads: 2 },
    );
    await expectNescioError(() => failing, "diverged");
    const stop = new AbortController();
    const stopped = trainMembers(
      (_, crew) => trainMeanField(network, data, { ...options, ...crew, epochs: 10_000 }),
      {
        members: 2,
        threads: 2,
        signal: stop.signal,
        onProgress: () => {
          stop.abort();
        },
      },
    );
    await expectNescioError(() => stopped, "aborted");
    expect(workers.running()).toBe(0);
  });
});
