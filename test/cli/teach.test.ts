import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { answer } from "../../packages/core/src/answer/answer.js";
import { firstImages, type ImageDataset } from "../../packages/core/src/data/dataset.js";
import { Random } from "../../packages/core/src/math/random.js";
import { denseNetwork } from "../../packages/core/src/layers/network.js";
import { createModel } from "../../packages/core/src/model/create-model.js";
import type { Model } from "../../packages/core/src/model/model.js";
import { trainPosterior } from "../../packages/core/src/posteriors/train-posterior.js";
import { parseRule } from "../../packages/core/src/decision/rule-text.js";
import { loadDataset } from "../../packages/node/src/datasets.js";
import { loadModel, saveModel } from "../../packages/node/src/model-files.js";
import { recordToJson } from "../../packages/server/src/reviews/exchange.js";
import type { ReviewRecord } from "../../packages/server/src/reviews/review.js";
import { openReviewStore } from "../../packages/server/src/reviews/review-store.js";
import { runCli } from "../helpers/cli.js";
import { temporaryFolder } from "../helpers/folder.js";
import { aReview } from "../helpers/reviews.js";

let path: string;
let model: Model;
let traffic: ImageDataset;
let reviews: ReviewRecord[];

/** A model of few images, and what it refused, or was audited of, on 900 others. */
beforeAll(async () => {
  path = join(await mkdtemp(join(tmpdir(), "nescio-test-")), "model.nescio");
  const dataset = await loadDataset("glyphs", { split: "train", limit: 1500 });
  const settings = { posterior: "mean-field", preset: "default", epochs: 12, threads: 1 } as const;
  const result = await trainPosterior(
    denseNetwork([28, 28, 1], [32], 10),
    firstImages(dataset, 1000),
    settings,
  );
  const rule = parseRule("max-probability:0.6");
  model = createModel(result, { dataset, preset: "default", images: 1000, heldOut: 500, rule, samples: 20 });
  await saveModel(path, model);
  traffic = await loadDataset("glyphs", { split: "test", limit: 900 });
  reviews = await reviewsBy(path, model);
}, 60_000);

async function reviewsBy(file: string, by: Model): Promise<ReviewRecord[]> {
  const digest = createHash("sha256")
    .update(await readFile(file))
    .digest("hex");
  const random = new Random(5);
  const answers = await answer(by, traffic, { threads: 1 });
  return answers.flatMap(({ refused, labels }, i) => {
    if (!refused && random.uniform() >= 0.4) return [];
    const pixels = [...traffic.pixels.subarray(784 * i, 784 * (i + 1))];
    const review = aReview({
      model: { name: "glyphs", digest },
      arrival: refused ? "refused" : "audit",
      auditRate: refused ? null : 0.4,
      input: {
        bytes: Buffer.from(JSON.stringify(pixels)),
        mediaType: "application/json",
        shape: [28, 28, 1],
      },
      decision: { kind: refused ? "undecided" : "answer", labels: [...labels] },
      features: null,
    });
    const label = traffic.classes[traffic.labels![i]];
    return [
      {
        ...review,
        input: { ...review.input, bytes: new Uint8Array(review.input.bytes) },
        verdicts: [{ reviewer: "ann", label, at: 1 }],
      },
    ];
  });
}

async function exported(records: readonly ReviewRecord[]): Promise<string> {
  const file = join(await temporaryFolder(), "reviews.jsonl");
  await writeFile(file, records.map((record) => `${JSON.stringify(recordToJson(record))}\n`).join(""));
  return file;
}

async function teach(from: string, records: string, ...more: string[]) {
  const out = join(await temporaryFolder(), "taught.nescio");
  const common = ["--threads", "1", "--epochs", "4", "--out", out];
  const result = await runCli(["train", "--continue", from, "--with", records, ...common, ...more]);
  return { ...result, out };
}

const promise = ["--max-error", "0.3", "--confidence", "0.9"];

describe("nescio train --continue", () => {
  test("learns from the reviews beside its own data, promises anew, and says what changed", async () => {
    const more = [...promise, "--json", "--quiet"];
    const { code, stdout, stderr, out } = await teach(path, await exported(reviews), ...more);
    expect([code, stderr]).toEqual([0, ""]);
    const told = JSON.parse(stdout) as {
      lessons: { learned: number; sample: number; rate: number };
      withOwnData: boolean;
      changes: { set: string; inputs: number; before: { accuracy: number }; after: { accuracy: number } }[];
      advice: { items: number; changed: number };
    };
    const { learned, sample, rate } = told.lessons;
    expect([learned + sample, rate, told.withOwnData]).toEqual([reviews.length, 0.4, true]);
    expect(told.changes.map(({ set, inputs }) => [set, inputs])).toEqual([
      ["sample of the traffic, labelled", sample],
      ["glyphs, held out", 500],
    ]);
    for (const { before, after } of told.changes)
      expect(after.accuracy).toBeGreaterThan(before.accuracy - 0.02);
    expect(told.advice.items).toBe(sample);
    const taught = await loadModel(out);
    expect(taught.rule.calibration).toMatchObject({
      contract: { maxError: 0.3, confidence: 0.9 },
      dataset: "sample of the traffic",
      images: sample,
      samples: 20,
    });
    expect(taught.training).toMatchObject({
      continued: { epochs: 12 },
      images: 1000,
      heldOut: 500,
      epochs: 4,
    });
    expect(taught.training!.data.map(({ name }) => name)).toEqual(["glyphs", "reviews"]);
  });

  test("takes a store's folder, and files of images", async () => {
    const folder = join(await temporaryFolder(), "queue");
    const store = await openReviewStore(folder);
    const asFiles = await Promise.all(
      reviews.slice(0, 60).map(async (review) => {
        const pixels = Uint8Array.from(JSON.parse(Buffer.from(review.input.bytes).toString()) as number[]);
        const raw = { width: 28, height: 28, channels: 1 } as const;
        const bytes = new Uint8Array(await sharp(pixels, { raw }).png().toBuffer());
        return { ...review, input: { ...review.input, bytes, mediaType: "image/png" } };
      }),
    );
    await store.import([...asFiles, ...reviews.slice(60)]);
    await store.close();
    const [of, alike] = [await teach(path, folder), await teach(path, await exported(reviews))];
    expect(of.code).toBe(0);
    expect(of.stdout).toContain("It promises nothing, as before");
    // The numbers that a file was read as are those that came as numbers.
    const weights = async (file: string) => (await loadModel(file)).posterior.draw(1);
    expect(await weights(of.out)).toEqual(await weights(alike.out));
  });

  test("does not carry an old promise over", async () => {
    const calibrated = join(await temporaryFolder(), "calibrated.nescio");
    const common = ["--samples", "20", "--threads", "1", "--limit", "1500", "--out", calibrated];
    expect((await runCli(["calibrate", path, ...promise, ...common])).code).toBe(0);
    const old = await loadModel(calibrated);
    expect(old.rule.calibration).toBeDefined();
    const refusedOnly = (await reviewsBy(calibrated, old)).filter(({ auditRate }) => auditRate === null);
    const silent = await teach(calibrated, await exported(refusedOnly));
    expect(silent.code).toBe(0);
    expect(silent.stdout).toContain("It promises nothing.");
    expect(silent.stdout).toContain("was selected");
    expect((await loadModel(silent.out)).rule.calibration).toBeUndefined();
    // With an audit slice, the same promise is found anew.
    const again = await teach(calibrated, await exported(await reviewsBy(calibrated, old)));
    expect((await loadModel(again.out)).rule.calibration).toMatchObject({
      contract: { maxError: 0.3, confidence: 0.9 },
      dataset: "sample of the traffic",
    });
    // The reviews of one model are no sample of another's traffic.
    const others = await teach(calibrated, await exported(reviews), ...promise);
    expect([others.code, await readdir(join(others.out, ".."))]).toEqual([9, []]);
  });

  test("counts what nobody has settled as wrong, and says that it is unmet", async () => {
    const open = reviews.map((review) => (review.arrival === "audit" ? { ...review, verdicts: [] } : review));
    const { code, stdout, stderr, out } = await teach(path, await exported(open), ...promise);
    expect(code).toBe(9);
    expect(stderr).toContain("too many answers are wrong");
    expect(stderr).toContain(`The model is in ${out}, and promises nothing.`);
    expect(stdout).toContain("which count as wrong answers");
    expect((await loadModel(out)).rule.calibration).toBeUndefined();
  });

  test("without its data learns from the reviews alone, and says so", async () => {
    const stranger = join(await temporaryFolder(), "stranger.nescio");
    await saveModel(stranger, { ...model, training: { ...model.training!, dataset: "mine" } });
    const { code, stdout, stderr, out } = await teach(stranger, await exported(reviews));
    expect(code).toBe(0);
    expect(stderr).toContain("not at hand");
    expect(stdout).toContain("reviews, alone");
    expect((await loadModel(out)).training!.data.map(({ name }) => name)).toEqual(["reviews", "glyphs"]);
  });

  test("leaves out what two reviewers disagree about, and labels of no class", async () => {
    const odd = reviews.map((review, i) => {
      const [verdict] = review.verdicts;
      if (i % 10 === 0) return { ...review, verdicts: [{ ...verdict, label: "a cat" }] };
      const other = { ...verdict, reviewer: "ben", label: verdict.label === "7" ? "1" : "7" };
      return i % 10 === 1 ? { ...review, labelsWanted: 2 as const, verdicts: [verdict, other] } : review;
    });
    const { code, stdout } = await teach(path, await exported(odd));
    expect(code).toBe(0);
    expect(stdout).toMatch(/\d+ reviews wait for a label, were skipped, or have two that differ/);
    expect(stdout).toContain("no classes of the model: a cat");
  });

  test.each([
    ["nothing that is settled", 3, "settled", () => reviews.map((review) => ({ ...review, verdicts: [] }))],
    [
      "a row with columns",
      6,
      "a row with columns",
      () =>
        reviews.map((review) => ({
          ...review,
          input: { ...review.input, bytes: new TextEncoder().encode('{"a": 1}') },
        })),
    ],
    [
      "too few numbers",
      3,
      "784 values",
      () =>
        reviews.map((review) => ({
          ...review,
          input: { ...review.input, bytes: new TextEncoder().encode("[1, 2]") },
        })),
    ],
  ])("refuses %s", async (_, expected, words, make) => {
    const { code, stderr } = await teach(path, await exported(make()));
    expect([code, stderr]).toEqual([expected, expect.stringContaining(words)]);
  });

  test.each([
    [["--hidden", "16"], "--hidden"],
    [["--preset", "default"], "--preset"],
    [["--report", "x.html"], "--report"],
    [["--hold-out", "10"], "--hold-out"],
    [["--limit", "1000"], "--limit"],
  ])("refuses %j", async (more, option) => {
    const { code, stderr } = await teach(path, await exported(reviews.slice(0, 3)), ...more);
    expect([code, stderr]).toEqual([2, expect.stringContaining(option)]);
  });

  test("needs both options, and promises only with them", async () => {
    for (const given of [
      ["--continue", path],
      ["--with", "x.jsonl"],
      ["--max-error", "0.1"],
    ]) {
      const { code, stderr } = await runCli(["train", ...given]);
      expect([code, stderr]).toEqual([2, expect.stringContaining(given[0])]);
    }
  });
});
