import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { decodeOutputRule } from "../../packages/core/src/decision/output-rule.js";
import type { Evaluation } from "../../packages/core/src/evaluation/evaluation.js";
import { Random } from "../../packages/core/src/math/random.js";
import { runCli } from "../helpers/cli.js";
import { npyFile, npyNumbers } from "../helpers/npy.js";
import { classes, predictions } from "../helpers/predictions.js";

let folder: string;
const at = (name: string): string => join(folder, name);

/** Two numbers of each row, around a place. */
function features(count: number, seed: number, place = 0): number[][] {
  const random = new Random(seed);
  return Array.from({ length: count }, () => [place + random.normal(), 100 * random.normal()]);
}

/** Outputs and features as one table. */
function table(count: number, seed: number, place = 0): string {
  const own = features(count, seed, place);
  const lines = predictions(count, seed).map(({ probabilities, label }, i) =>
    [...own[i], ...probabilities.map((p) => p.toFixed(6)), classes[label]].join(","),
  );
  return `emb_0,emb_1,p_cat,p_dog,p_owl,truth\n${lines.join("\n")}\n`;
}

const npy = (rows: number[][]) =>
  npyFile(
    `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows.length}, 2)}`,
    npyNumbers("<f4", rows.flat()),
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  await writeFile(at("held-out.csv"), table(1500, 1));
  await writeFile(at("new.csv"), table(600, 2));
  await writeFile(at("far.csv"), table(300, 3, 9));
  await writeFile(at("held-out.npy"), npy(features(1500, 1)));
  await writeFile(at("new.npy"), npy(features(600, 2)));
  await writeFile(at("training.npy"), npy(features(400, 4)));
  const training = features(400, 4).map((row) => row.join(","));
  await writeFile(at("training.csv"), `emb_0,emb_1\n${training.join("\n")}\n`);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const calibrate = (...more: string[]) =>
  runCli([
    ...["calibrate", "--predictions", at("held-out.csv"), "--labels", "truth", "--out", at("rule.json")],
    ...["--max-error", "0.15", "--confidence", "0.9", ...more],
  ]);
const decide = async (name: string, ...more: string[]) =>
  runCli(["decide", at(name), "--rule", at("rule.json"), "-q", ...more]);
const strange = (text: string): number => (text.match(/,true,"?unfamiliar: /g) ?? []).length;

test("rows that look like none that is known are refused, by columns of their table", async () => {
  const { code, stdout, stderr } = await calibrate("--features", "emb_*", "--reference", at("training.csv"));
  expect(stderr).toBe("");
  expect(code).toBe(0);
  expect(stdout).toMatch(/unfamiliar +at most 1 % +at most 1 % on average/);
  const rule = decodeOutputRule(await readFile(at("rule.json"), "utf8"));
  expect(rule.familiarity!.columns).toEqual(["emb_0", "emb_1"]);
  expect(rule.familiarity!.reference).toHaveLength(800);
  expect(rule.outputs.columns).toEqual(["p_cat", "p_dog", "p_owl"]);
  expect(strange((await decide("far.csv")).stdout)).toBe(300);
  expect(strange((await decide("new.csv")).stdout)).toBeLessThan(25);
  const options = ["--labels", "truth", "--rule", at("rule.json"), "--ood", at("far.csv")];
  const evaluated = await runCli(["evaluate", "--predictions", at("new.csv"), ...options, "--json"]);
  expect(evaluated.stderr).toBe("");
  const { inDistribution, outOfDistribution } = JSON.parse(evaluated.stdout) as Evaluation;
  expect(outOfDistribution[0]).toMatchObject({ refused: 1, reasons: { unfamiliar: 1 } });
  expect(outOfDistribution[0].auroc).toBeGreaterThan(0.97);
  expect(inDistribution.reasons.unfamiliar).toBeLessThan(0.04);
});

test("by a file of their own", async () => {
  const drop = ["--drop", "emb_0,emb_1"];
  const made = await calibrate(
    ...drop,
    "--features",
    at("held-out.npy"),
    "--metric",
    "cosine",
    "--alpha",
    "0.05",
  );
  expect(made.code, made.stderr).toBe(0);
  const rule = decodeOutputRule(await readFile(at("rule.json"), "utf8"));
  expect(rule.rule.alpha).toBe(0.05);
  expect(rule.familiarity).toMatchObject({ metric: "cosine", dimensions: 2 });
  expect(rule.familiarity!.columns).toBeUndefined();
  const decided = await decide("new.csv", "--features", at("new.npy"));
  expect(decided.stderr).toBe("");
  expect(decided.stdout.trimEnd().split("\n")).toHaveLength(601);
  const options = ["--labels", "truth", "--rule", at("rule.json"), ...drop];
  const evaluate = (...more: string[]) =>
    runCli(["evaluate", "--predictions", at("new.csv"), ...options, ...more]);
  expect((await evaluate("--features", at("new.npy"))).stdout).toMatch(/600 rows/);

  expect((await decide("new.csv")).stderr).toMatch(/--features: expected the file of the rows' features/);
  expect((await decide("far.csv", "--features", at("new.npy"))).stderr).toMatch(
    /so many rows as there are, got more/,
  );
  await writeFile(at("short.csv"), "a,b\n1,2\n");
  expect((await decide("new.csv", "--features", at("short.csv"))).stderr).toMatch(
    /every row, got none of row 2/,
  );
  await writeFile(at("narrow.csv"), "a\n1\n");
  expect((await decide("new.csv", "--features", at("narrow.csv"))).stderr).toMatch(/2 numbers a row, got 1/);
  expect((await evaluate()).stderr).toMatch(/the file of the rows' features/);
  const both = await evaluate("--features", at("new.npy"), "--ood", at("far.csv"));
  expect(both.stderr).toMatch(/features in columns of the predictions/);
});

test("says what does not fit", async () => {
  const message = async (...more: string[]) => (await calibrate(...more)).stderr;
  expect(await message("--features", "x_*")).toMatch(/columns of features, which begin with "x_"/);
  expect(await message("--drop", "emb_0,emb_1", "--features", at("new.npy"))).toMatch(
    /1500 rows, got of 600 rows/,
  );
  expect(await message("--alpha", "0.05")).toMatch(/--alpha: expected --features/);
  expect(await message("--features", "emb_*", "--reference", at("training.npy"))).toMatch(/a column "emb_0"/);
  expect(await message("--features", "emb_*", "--alpha", "0.001")).toMatch(/at least 999 rows/);
  await calibrate("--drop", "emb_0,emb_1");
  expect((await decide("new.csv", "--features", at("new.npy"))).stderr).toMatch(/it looks at no features/);
});
