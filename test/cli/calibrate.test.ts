import { copyFile, mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { beforeAll, describe, expect, test } from "vitest";
import { firstImages } from "../../packages/core/src/data/dataset.js";
import { glyphs } from "../../packages/core/src/data/glyphs.js";
import { decodeRule, type StoredRule } from "../../packages/core/src/decision/stored-rule.js";
import type { Evaluation } from "../../packages/core/src/evaluation/evaluation.js";
import { trainMeanField } from "../../packages/core/src/posteriors/mean-field/train.js";
import { createModel } from "../../packages/core/src/model/create-model.js";
import { denseNetwork } from "../../packages/core/src/layers/network.js";
import { loadDataset } from "../../packages/node/src/datasets.js";
import { loadModel, saveModel } from "../../packages/node/src/model-files.js";
import type { CalibrationOutcome } from "../../packages/cli/src/actions/calibration-table.js";
import { runCli } from "../helpers/cli.js";
import { temporaryFolder } from "../helpers/folder.js";

let trained: string;
let half: string;

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  trained = join(folder, "trained.nescio");
  half = join(folder, "half.nescio");
  const dataset = await loadDataset("glyphs", { split: "train", limit: 1500 });
  const network = denseNetwork([28, 28, 1], [32], 10);
  const result = await trainMeanField(network, firstImages(dataset, 1000), { epochs: 20, threads: 1 });
  const model = createModel(result, { dataset, preset: "default", images: 1000, heldOut: 500 });
  await saveModel(trained, model);
  await saveModel(half, model, { precision: "half" });
});

const common = ["--limit", "1500", "--samples", "20", "--threads", "1"];

async function calibrate(source: string, ...options: string[]) {
  const path = join(await temporaryFolder(), "model.nescio");
  await copyFile(source, path);
  return { path, ...(await runCli(["calibrate", path, ...common, ...options])) };
}

async function same(path: string, other: string): Promise<boolean> {
  return (await readFile(path)).equals(await readFile(other));
}

describe("nescio calibrate", () => {
  test("stores the rule that keeps a promise, and evaluate and predict use it", async () => {
    const { path, code, stdout, stderr } = await calibrate(
      ...([
        trained,
        "--max-error",
        "0.25",
        "--confidence",
        "0.9",
        "--coverage",
        "0.9",
        "--alpha",
        "0.05",
        "--json",
      ] as const),
    );
    expect(code, stderr).toBe(0);
    const outcome = JSON.parse(stdout) as Omit<CalibrationOutcome, "rule"> & { rule: StoredRule };
    expect(outcome).toMatchObject({
      model: path,
      trainingImages: 1000,
      familiarityImages: 100,
      calibrationImages: 400,
    });
    const model = await loadModel(path);
    expect(model.rule).toEqual(decodeRule(outcome.rule));
    expect(model.samples).toBe(20);
    expect(model.familiarity!.kind).toBe("neighbours");
    const { rule } = outcome;
    expect(rule).toMatchObject({
      kind: "max-probability",
      familiarity: 0.05,
      sets: { method: "lac", coverage: 0.9 },
    });
    expect(rule.calibration).toMatchObject({
      asked: { maxError: 0.25, confidence: 0.9 },
      images: 400,
      samples: 20,
    });
    expect(rule.calibration!.errorBound).toBeLessThanOrEqual(0.25);
    expect(outcome.sets!.covered).toBeGreaterThanOrEqual(0.9);

    const evaluated = await runCli(["evaluate", path, "--limit", "200", "--threads", "1", "--json"]);
    expect(evaluated.code, evaluated.stderr).toBe(0);
    const figures = JSON.parse(evaluated.stdout) as Evaluation;
    expect(figures).toMatchObject({ samples: 20, rule: { kind: "max-probability", familiarity: 0.05 } });
    expect(figures.inDistribution.refused).toBeGreaterThan(0);
    // Noise is unlike anything in training.
    expect(figures.outOfDistribution[0].refused).toBe(1);

    const image = join(await temporaryFolder(), "digit.png");
    const set = glyphs({ count: 1, seed: 77, kind: "digits" });
    await sharp(set.pixels, { raw: { width: 28, height: 28, channels: 1 } })
      .png()
      .toFile(image);
    const answers = await runCli(["predict", image, "--model", path, "--threads", "1", "--json"]);
    expect(answers.code, answers.stderr).toBe(0);
    const [answer] = (JSON.parse(answers.stdout) as { images: Record<string, unknown>[] }).images;
    expect(answer.familiarity).toBeGreaterThan(0);
    expect(answer.set).toBeInstanceOf(Array);
    const words = await runCli(["predict", image, "--model", path, "--threads", "1"]);
    expect(words.stdout).toMatch(
      /set: \{.*\} \(lac; such sets hold the true class of 90 % of genuine images\)/,
    );
  });

  test("prints what was asked, found and promised; writes elsewhere where asked to, in the precision there was", async () => {
    const out = join(await temporaryFolder(), "strict.nescio");
    const { path, code, stdout, stderr } = await calibrate(
      ...([
        half,
        "--max-refusal",
        "0.3",
        "--score",
        "entropy",
        "--familiarity",
        "none",
        "--out",
        out,
      ] as const),
    );
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(
      /^GENUINE IMAGES +CONTRACT +FOUND ON 500 +PROMISED\nrefused, for all reasons +at most 30 % /,
    );
    expect(stdout).toContain("rule entropy:");
    expect(stdout).toContain(`wrote ${out}`);
    expect(await same(path, half)).toBe(true);
    const { rule, familiarity } = await loadModel(out);
    expect(rule).toMatchObject({ kind: "entropy", calibration: { contract: { maxRefusal: 0.3 } } });
    expect(rule.calibration!.answered).toBeGreaterThanOrEqual(0.7);
    expect(rule.alpha).toBeUndefined();
    expect(familiarity).toBeUndefined();
    expect((await stat(out)).size).toBeLessThan(0.6 * (await stat(trained)).size);
  });

  test("calibrates a margin, by which evaluate then decides", async () => {
    const { path, code, stderr } = await calibrate(
      trained,
      ...["--max-refusal", "0.3", "--score", "margin", "--familiarity", "none"],
    );
    expect(code, stderr).toBe(0);
    const { rule } = await loadModel(path);
    expect(rule).toMatchObject({ kind: "margin", calibration: { contract: { maxRefusal: 0.3 } } });
    expect(rule.threshold).toBeGreaterThan(0);
    expect(rule.threshold).toBeLessThan(1);
    const answered = rule.calibration!.answered;
    expect(answered).toBeGreaterThanOrEqual(0.7);
    const evaluated = await runCli(["evaluate", path, "--limit", "200", "--threads", "1"]);
    expect(evaluated.code, evaluated.stderr).toBe(0);
    expect(evaluated.stdout).toContain("rule margin:");
  });

  test("keeps promises of single classes, by the model's names of them", async () => {
    const promise = ["--per-class", "--max-error", "0.4", "--max-error", "7=0.5", "--confidence", "0.8"];
    const { path, code, stdout, stderr } = await calibrate(trained, ...promise, "--alpha", "0.05");
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/errors among those answered as 7 +at most 50 % +\S/);
    const { rule } = await loadModel(path);
    expect(rule.calibration!.contract).toMatchObject({
      byClass: Array.from({ length: 10 }, (_, label) => ({ label, maxError: label === 7 ? 0.5 : 0.4 })),
    });
    const own = "byClass" in rule ? rule.byClass! : [];
    expect(own).toHaveLength(10);
    expect(stdout.match(/never answered/g) ?? []).toHaveLength(
      own.filter(({ threshold }) => threshold === null).length,
    );
    const again = await calibrate(trained, "--max-error", "ten=0.1");
    expect(again.stderr).toMatch(/the name of a class \("0", .*\), got ten/);
  });

  test("adds sets to the rule that there is", async () => {
    const { path, code, stderr } = await calibrate(trained, "--coverage", "0.8", "--sets", "raps");
    expect(code, stderr).toBe(0);
    const { rule } = await loadModel(path);
    expect(rule).toMatchObject({
      kind: "quantile",
      q: 0.1,
      threshold: 0.5,
      sets: { method: "raps", images: 500 },
    });
    expect(rule.alpha).toBeUndefined();
  });

  test("a contract keeps the kind of familiarity and its share, and calibrates it on this run's images", async () => {
    const first = await calibrate(
      trained,
      "--max-refusal",
      "0.3",
      "--familiarity",
      "gaussian",
      "--alpha",
      "0.05",
    );
    expect(first.code, first.stderr).toBe(0);
    const before = await loadModel(first.path);
    const again = async (...options: string[]) => {
      const { path, code, stderr } = await calibrate(first.path, ...options);
      expect(code, stderr).toBe(0);
      return loadModel(path);
    };
    const contract = await again("--max-refusal", "0.4");
    expect(contract.rule).toMatchObject({
      alpha: 0.05,
      calibration: { contract: { maxRefusal: 0.4 }, images: 400 },
    });
    expect(contract.familiarity).toEqual(before.familiarity);
    const fewer = await again("--max-refusal", "0.4", "--calibration-images", "400");
    expect(fewer.rule).toMatchObject({ alpha: 0.05, calibration: { images: 320 } });
    expect(fewer.familiarity!.kind).toBe("gaussian");
    expect(fewer.familiarity).not.toEqual(before.familiarity);
    // Sets do not ask for familiarity: it stays, with the contract.
    const sets = await again("--coverage", "0.9", "--calibration-images", "50");
    expect(sets.rule).toMatchObject({ ...before.rule, sets: { images: 40 } });
    expect(sets.familiarity).toEqual(before.familiarity);
    // An alpha that its p-values cannot reach would refuse nothing.
    const unreachable = ["--coverage", "0.9", "--alpha", "0.001"];
    const refused = await calibrate(first.path, ...unreachable);
    expect(refused.code).toBe(9);
    expect(refused.stderr).toContain("100 that the model's familiarity was calibrated by");
    // Another familiarity, and the old contract is void.
    const other = await again("--coverage", "0.9", "--familiarity", "neighbours");
    expect(other.rule.alpha).toBe(0.05);
    expect(other.rule.calibration).toBeUndefined();
  });

  test("writes nothing where the promise cannot be kept, and says what could be", async () => {
    const run = [trained, "--max-error", "0.001", "--familiarity", "none"] as const;
    const { path, code, stderr } = await calibrate(...run);
    expect(code).toBe(9);
    expect(stderr).toMatch(
      /contract: expected at most 0.1 % errors .* 99 % confidence, got 500 images, too few/,
    );
    expect(stderr).toMatch(/At this confidence they allow [\d.]+ %.*0.1 % needs at least \d+/);
    expect(await same(path, trained)).toBe(true);
  });

  test.each([
    [[], 2, "something to promise"],
    [["--max-error", "0.1", "--max-refusal", "0.1"], 2, "--max-refusal"],
    [["--max-error", "1"], 2, "--max-error: expected a number between 0 and 1"],
    [["--max-error", "0.3", "--alpha", "0.001"], 9, "at least 999 images"],
    [["--max-error", "0.3", "--alpha", "0.01", "--familiarity", "both"], 9, "got 75, of 100 set apart"],
    [["--coverage", "0.9", "--alpha", "0.1"], 2, "--alpha: expected familiarity"],
    [["--max-error", "0.3", "--familiarity", "none", "--alpha", "0.1"], 2, "--alpha: expected familiarity"],
    [["--coverage", "0.9", "--calibration-images", "501"], 2, "2 to the 500"],
    [["--coverage", "0.9", "--calibration-images", "5"], 3, "at least 9 images"],
    [["--coverage", "0.9", "--dataset", "glyphs-letters"], 3, "trained on"],
    [["--coverage", "0.9", "--limit", "1400"], 3, "at least 1500 images"],
    [["--coverage", "0.9", "--score", "luck"], 2, "score"],
  ])("%j ends with exit code %i", async (options, expected, words) => {
    const { path, code, stderr } = await calibrate(trained, ...options);
    expect(code, stderr).toBe(expected);
    expect(stderr).toContain(words);
    expect(await same(path, trained)).toBe(true);
  });

  test("finds the images that were held out of a training with a limit, without being told", async () => {
    const out = join(await temporaryFolder(), "limited.nescio");
    const training = ["--preset", "default", "--hidden", "8", "--epochs", "1", "--threads", "1", "--quiet"];
    const parts = ["--limit", "400", "--hold-out", "80", "--validation", "20"];
    const { code, stderr } = await runCli(["train", "glyphs", ...training, ...parts, "--out", out]);
    expect(code, stderr).toBe(0);
    expect((await loadModel(out)).training).toMatchObject({ images: 300, total: 400, heldOut: 80 });
    const run = async (...options: string[]) => {
      const path = join(await temporaryFolder(), "model.nescio");
      const quick = ["--coverage", "0.8", "--samples", "5", "--threads", "1", "--out", path];
      const result = await runCli(["calibrate", out, ...quick, ...options]);
      return result.code === 0 ? (await readFile(path)).toString("latin1") : result.stderr;
    };
    const unsaid = await run();
    expect(unsaid).toBe(await run("--limit", "400"));
    // Others, behind those of the training, are no part of it.
    expect(unsaid).toBe(await run("--limit", "500"));
    expect(await run("--limit", "390")).toContain("expected the 400 images that training parted, got 390");
  });

  test("a model that has seen all images cannot be calibrated on them", async () => {
    const path = join(await temporaryFolder(), "all.nescio");
    const { training, ...model } = await loadModel(trained);
    const { heldOut: _, images: __, ...rest } = training!;
    await saveModel(path, { ...model, training: rest });
    const { code, stderr } = await runCli(["calibrate", path, ...common, "--max-error", "0.3"]);
    expect(code).toBe(3);
    expect(stderr).toContain("trained on all images");
  });
});
