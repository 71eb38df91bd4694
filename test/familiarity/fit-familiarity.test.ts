import { describe, expect, test } from "vitest";
import {
  createDataset,
  firstImages,
  selectImages,
  type ImageDataset,
} from "../../packages/core/src/data/dataset.js";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { conformalPValues } from "../../packages/core/src/familiarity/conformal.js";
import { CombinedFamiliarity } from "../../packages/core/src/familiarity/both/familiarity.js";
import { calibratedBy, calibratingImages } from "../../packages/core/src/familiarity/kinds.js";
import { fitFamiliarity } from "../../packages/core/src/familiarity/index.js";
import { Random } from "../../packages/core/src/math/random.js";
import { loadDataset } from "../../packages/node/src/index.js";
import { expectNescioError } from "../helpers/errors.js";
import { realData } from "../helpers/shared-data.js";
import { conv, dense, heldOut, instanceOf, randomWeights, training } from "./problem.js";

const members = [randomWeights(conv, 1)];

describe("the promise: at most a share α of genuine images has p ≤ α", () => {
  test.each(["neighbours", "gaussian", "both"] as const)(
    "over many splits of genuine scores, %s",
    async (kind) => {
      const genuine = glyphs({ kind: "digits", count: 1200, seed: 7 });
      const options = { kind, bankSize: 500, dimensions: 10 };
      const { scores } = await (
        await fitFamiliarity(conv, members, training, heldOut, options)
      ).score(genuine);
      const random = new Random(5);
      for (const alpha of [0.01, 0.05, 0.2]) {
        let refused = 0;
        for (let split = 0; split < 60; split++) {
          const order = random.permutation(1200);
          const half = Float32Array.from(order.subarray(0, 600), (i) => scores[i]).sort();
          const rest = Float32Array.from(order.subarray(600), (i) => scores[i]);
          refused += conformalPValues(rest, half).filter((p) => p <= alpha).length / 600;
        }
        // One split's share has this variance, at most; splits of the same 1,200 scores are independent of each other.
        const tolerance = 4 * Math.sqrt((2 * alpha * (1 - alpha)) / 600 / 60);
        expect(refused / 60).toBeLessThan(alpha + tolerance);
        expect(refused / 60).toBeGreaterThan(alpha - 2 / 601 - tolerance);
      }
    },
  );

  test.skipIf(realData === undefined)("of real digits", async () => {
    const all = await loadDataset("mnist", { split: "train", dataDir: realData! });
    const range = (from: number, count: number): Uint32Array =>
      Uint32Array.from({ length: count }, (_, i) => from + i);
    const bank = selectImages(all, range(0, 3000));
    const calibration = selectImages(all, range(50_000, 2000));
    const fresh = selectImages(all, range(52_000, 4000));
    const options = { dimensions: 24, threads: 1 };
    const familiarity = await fitFamiliarity(conv, members, bank, calibration, options);
    const { pValues } = await familiarity.score(fresh, { threads: 1 });
    for (const alpha of [0.01, 0.05]) {
      const share = pValues.filter((p) => p <= alpha).length / 4000;
      const deviation = Math.sqrt(alpha * (1 - alpha) * (1 / 4000 + 1 / 2000));
      expect(Math.abs(share - alpha)).toBeLessThan(4 * deviation);
    }
  });
});

describe("fitting", () => {
  test.each([
    ["neighbours", 1600],
    ["both", 2000],
  ] as const)("counts the images of all passes, %s", async (kind, images) => {
    const seen: number[] = [];
    await fitFamiliarity(conv, members, training, heldOut, {
      ...{ kind, bankSize: 600 },
      onProgress: (done, total) => {
        expect(total).toBe(images);
        seen.push(done);
      },
    });
    expect(seen).toEqual(seen.toSorted((a, b) => a - b));
    expect(seen.at(-1)).toBe(images);
  });

  test("both parts are made comparable by images of all classes, and the others calibrate", async () => {
    const order = Array.from(heldOut.labels!, (_, i) => i).sort(
      (a, b) => heldOut.labels![a] - heldOut.labels![b],
    );
    const fit = async (images: ImageDataset) => {
      const options = { kind: "both", bankSize: 500, dimensions: 10 } as const;
      return instanceOf(CombinedFamiliarity, await fitFamiliarity(conv, members, training, images, options));
    };
    const [mixed, sorted] = [await fit(heldOut), await fit(selectImages(heldOut, order))];
    for (const each of [mixed, sorted]) {
      expect(each.calibration.length).toBe(calibratingImages("both", 400));
      expect(calibratedBy(each)).toBe(300);
    }
    // A block would be of the first classes alone.
    mixed.standards.forEach(({ centre, scale }, k) => {
      expect(Math.abs(sorted.standards[k].centre - centre)).toBeLessThan(0.3 * scale);
    });
  });

  test("takes no more dimensions than there are features", async () => {
    const weights = [randomWeights(dense, 1)];
    const familiarity = await fitFamiliarity(dense, weights, training, heldOut, { dimensions: 100 });
    const { pValues } = await familiarity.score(heldOut);
    expect(pValues.reduce((sum, p) => sum + p, 0) / 400).toBeCloseTo(0.5, 2);
  });

  test("images whose features are all zero are as any others", async () => {
    const black = createDataset({ ...firstImages(heldOut, 2), pixels: new Uint8Array(2 * 784) });
    const weights = new Map(randomWeights(conv, 1));
    for (const name of ["conv1.bias", "conv2.bias"]) {
      const { shape, data } = weights.get(name)!;
      weights.set(name, { shape, data: data.map(() => 0) });
    }
    const familiarity = await fitFamiliarity(conv, [weights], training, heldOut);
    const { scores, pValues } = await familiarity.score(black);
    expect(scores.every(Number.isFinite)).toBe(true);
    expect(pValues[0]).toBeCloseTo(1 / 401, 8);
  });

  test("what cannot be", async () => {
    const fit = (
      options: object,
      data = training,
      weights: Parameters<typeof fitFamiliarity>[1] = members,
    ): Promise<unknown> => fitFamiliarity(conv, weights, data, heldOut, options);
    await expectNescioError(
      () => fit({ kind: "nearest" }),
      "invalid-option",
      "familiarity, kind",
      '"nearest"',
    );
    await expectNescioError(
      () => fit({ neighbors: 5 }),
      "invalid-option",
      "familiarity, neighbors",
      "no such field",
    );
    await expectNescioError(() => fit({ neighbours: 0 }), "invalid-option", "familiarity, neighbours");
    await expectNescioError(() => fit({ bankSize: 1 }), "invalid-option", "familiarity, bankSize");
    await expectNescioError(() => fit({ dimensions: 1.5 }), "invalid-option", "whole number");
    await expectNescioError(() => fit({ seed: -1 }), "invalid-option", "familiarity, seed");
    await expectNescioError(() => fit({}, firstImages(training, 2)), "invalid-data", "at least 3 images");
    const { labels: _, ...bare } = training;
    const unlabelled = createDataset(bare);
    await expectNescioError(() => fit({ kind: "gaussian" }, unlabelled), "invalid-data", "labels");
    await expectNescioError(() => fit({}, training, []), "invalid-model", "at least one network");
    const other = [...members, randomWeights(dense, 1)];
    await expectNescioError(
      () => fit({}, training, other),
      "invalid-model",
      'member 1, tensor "conv1.weight"',
      "no such tensor",
    );
    const huge = new Map(members[0]);
    const { shape, data } = huge.get("conv1.bias")!;
    huge.set("conv1.bias", { shape, data: data.map(() => 1e6) });
    await expectNescioError(() => fit({}, training, [huge]), "invalid-model", "half precision", "1000000");
    await expectNescioError(() => fit({ signal: AbortSignal.abort() }), "aborted");
  });
});

test("of networks that are the same up to the features one counts", async () => {
  const other = randomWeights(conv, 2);
  const drawn = new Map(members[0]).set("out.bias", { shape: [10], data: new Float32Array(10).fill(3) });
  const fit = async (networks: Parameters<typeof fitFamiliarity>[1]) =>
    (await fitFamiliarity(conv, networks, training, heldOut, { dimensions: 10, threads: 1 })).score(heldOut);
  expect(await fit([members[0], other, drawn, other])).toEqual(await fit([members[0], other]));
});
