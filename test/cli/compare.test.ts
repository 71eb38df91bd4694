import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import type { Evaluation } from "../../packages/core/src/evaluation/evaluation.js";
import { runCli } from "../helpers/cli.js";

interface Entrant {
  readonly model: string;
  readonly posterior: string;
  readonly network: string;
  readonly rule: string;
  readonly evaluation: Evaluation;
}

let folder: string;
let small: string;
let large: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-compare-"));
  [small, large] = [join(folder, "small.nescio"), join(folder, "large.nescio")];
  for (const [out, hidden, epochs] of [
    [small, "8", "2"],
    [large, "24", "15"],
  ] as const) {
    const run = [
      "train",
      "--preset",
      "default",
      "--dataset",
      "glyphs",
      "--out",
      out,
      "--hidden",
      hidden,
      "--epochs",
      epochs,
    ];
    const { code, stderr } = await runCli([...run, "--limit", "400", "--threads", "1", "--quiet"]);
    expect(code, stderr).toBe(0);
  }
});

const quick = ["--limit", "80", "--samples", "10", "--threads", "1", "--quiet"];

describe("nescio compare", () => {
  test("puts models side by side, each under its own rule, the best marked", async () => {
    const report = join(folder, "compare.html");
    const { code, stdout, stderr } = await runCli(["compare", small, large, ...quick, "--report", report]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(`[1] ${small}: mean-field, 784-8-10, 10 networks, rule quantile:0.1:0.5`);
    expect(stdout).toMatch(/IMAGES +FIGURE +\[1\] +\[2\]/);
    expect(stdout).toMatch(/glyphs +right if forced +\d+\.\d\d % +\d+\.\d\d % \*/);
    expect(stdout).toContain(`wrote ${report}`);
    const page = await readFile(report, "utf8");
    expect(page).toContain("nescio compare");
    expect(page).toContain("AUROC");
  });

  test("puts rules side by side, as JSON and as evaluate has it", async () => {
    const rules = ["--rule", "quantile:0.5:0.2,max-probability:0.8", "--rule", "entropy:0.5"];
    const json = join(folder, "compare.json");
    const { code, stdout, stderr } = await runCli(["compare", large, ...quick, ...rules, "--json", json]);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("[3]");
    const entrants = JSON.parse(await readFile(json, "utf8")) as Entrant[];
    expect(entrants.map(({ rule }) => rule)).toEqual([
      "quantile:0.5:0.2",
      "max-probability:0.8",
      "entropy:0.5",
    ]);
    const one = await runCli(["evaluate", large, ...quick, "--rule", "entropy:0.5", "--json"]);
    const { prediction, ...figures } = JSON.parse(one.stdout) as Evaluation;
    expect(entrants[2].evaluation).toMatchObject(figures);
    expect(entrants[2].evaluation.prediction.images).toBe(prediction.images);
  });

  test.each([
    ["a model that is not there", () => [join("/nowhere", "x.nescio")], 4, "x.nescio"],
    ["a model twice", () => [small, small], 2, "expected every model once"],
    ["a rule that is none", () => [small, "--rule", "perhaps"], 2, "perhaps"],
    [
      "a familiarity that the model does not have",
      () => [small, "--rule", "entropy:1+familiarity:0.01"],
      2,
      "familiarity",
    ],
    ["no model", () => [], 2, "a model file, or --predictions, got neither"],
  ])("refuses %s", async (_, args, exit, words) => {
    const { code, stderr } = await runCli(["compare", ...args(), ...quick]);
    expect(stderr).toContain(words);
    expect(code).toBe(exit);
  });
});

describe("nescio evaluate --corruptions", () => {
  test("says what becomes of accuracy and refusals on the first images", async () => {
    const report = join(folder, "report.html");
    const run = ["evaluate", large, ...quick, "--corruptions", "20", "--report", report];
    const { code, stdout, stderr } = await runCli(run);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/SPOILT BY +STRENGTH +FORCED RIGHT +REFUSED/);
    expect(stdout).toMatch(/rotation +0° /);
    expect(stdout).toMatch(/\n +90° /);
    expect(await readFile(report, "utf8")).toContain("When images get worse");
  });

  test("hands the curves over as JSON", async () => {
    const { code, stdout, stderr } = await runCli([
      "evaluate",
      small,
      ...quick,
      "--corruptions",
      "5",
      "--json",
    ]);
    expect(code, stderr).toBe(0);
    const { corruptions, inDistribution } = JSON.parse(stdout) as Evaluation;
    expect(inDistribution.images).toBe(80);
    expect(corruptions).toHaveLength(6);
    for (const { images, points } of corruptions!) {
      expect(images).toBe(5);
      expect(points).toHaveLength(6);
    }
  });
});
