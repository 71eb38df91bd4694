import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Evaluation } from "../../packages/core/src/evaluation/evaluation.js";
import { runCli } from "../helpers/cli.js";
import { csvOf, predictions } from "../helpers/predictions.js";

let folder: string;
const at = (name: string): string => join(folder, name);
const rows = predictions(1200, 7);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  await writeFile(at("held-out.csv"), csvOf(predictions(1500, 1)));
  await writeFile(at("test.csv"), csvOf(rows));
  await writeFile(at("worse.csv"), csvOf(predictions(1200, 7, { off: 0.7 })));
  // Nothing stands out.
  const strange = predictions(300, 8, { sureness: 0.4 });
  await writeFile(at("strange.csv"), csvOf(strange, { labels: false }));
  const options = ["--labels", "truth", "--max-error", "0.15", "--confidence", "0.9"];
  await runCli(["calibrate", "--predictions", at("held-out.csv"), "--out", at("rule.json"), ...options]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const evaluate = (...more: string[]) =>
  runCli(["evaluate", "--predictions", at("test.csv"), "--labels", "truth", ...more]);

describe("evaluate --predictions", () => {
  test("measures rows under a rule, and such as it should refuse", async () => {
    const options = ["--rule", at("rule.json"), "--ood", at("strange.csv"), "--report", at("report.html")];
    const { code, stdout, stderr } = await evaluate(...options, "--json", at("figures.json"));
    expect(stderr).toBe("drawing the report …\n");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ROWS +COUNT +FORCED RIGHT/);
    expect(stdout).toMatch(/\n1,500 rows, rule max-probability:0\.\d+, seed/);
    const evaluation = JSON.parse(await readFile(at("figures.json"), "utf8")) as Evaluation;
    const right = rows.filter(
      ({ probabilities, label }) => probabilities.indexOf(Math.max(...probabilities)) === label,
    );
    const { inDistribution, outOfDistribution, things } = evaluation;
    expect(things).toBe("rows");
    expect(inDistribution).toMatchObject({ images: 1200, forcedAccuracy: right.length / 1200 });
    expect(inDistribution.accuracyOnAccepted).toBeGreaterThan(0.82);
    expect(inDistribution.refused).toBeGreaterThan(0.05);
    expect(inDistribution.byClass.classes.map(({ name }) => name)).toEqual(["cat", "dog", "owl"]);
    expect(outOfDistribution[0].auroc).toBeGreaterThan(0.8);
    // The rule's temperature makes better probabilities of them.
    const plain = JSON.parse((await evaluate("--json")).stdout) as Evaluation;
    expect(inDistribution.nll).toBeLessThan(plain.inDistribution.nll - 0.1);
    expect(plain.inDistribution.refused).toBe(0);
    expect(plain.rule).toEqual({ kind: "max-probability", threshold: 0 });

    const page = await readFile(at("report.html"), "utf8");
    const shown = page.slice(page.indexOf("<main>"), page.indexOf("<footer>"));
    for (const id of ["figures", "classes", "trust", "origin", "limits", "reliability", "risk-coverage"]) {
      expect(shown).toContain(`id="${id}"`);
    }
    expect(shown.replaceAll('role="img"', "")).not.toMatch(/\bimages?\b|network/i);
    expect(shown).toContain("1,200&nbsp;rows".replace("&nbsp;", "\u00a0"));
  });

  test("by a rule in words too, of one class by itself", async () => {
    const { stdout } = await evaluate("--rule", "max-probability:0.6+class:1:never");
    expect(stdout).toMatch(/\ndog +\d+ +\d+ +\d+ +0\.00 % +– /);
  });

  test("says what does not fit", async () => {
    const wrong = async (message: RegExp, ...more: string[]) => {
      const { code, stderr } = await evaluate(...more);
      expect(stderr).toMatch(message);
      expect(code).toBeGreaterThan(1);
    };
    await wrong(/the rule alone to say how/, "--rule", at("rule.json"), "--logits");
    await wrong(/none\.json/, "--rule", at("none.json"));
    await wrong(/no JSON/, "--rule", at("test.csv"));
    await wrong(/every file once/, "--ood", `${at("strange.csv")},${at("strange.csv")}`);
    await wrong(/a model that it is about, got --predictions/, "--corruptions", "10");
    await writeFile(at("narrow.csv"), "p_dog,p_owl\n0.5,0.5\n");
    await wrong(/a column "p_cat"/, "--ood", at("narrow.csv"));
    const model = await runCli(["evaluate", "m.nescio", "--logits"]);
    expect(model.stderr).toMatch(/--predictions that it is about/);
    expect((await runCli(["evaluate"])).stderr).toMatch(/a model file, or --predictions, got neither/);
  });
});

describe("compare --predictions", () => {
  const compare = (...more: string[]) => runCli(["compare", "--labels", "truth", ...more]);
  const both = () => `${at("test.csv")},${at("worse.csv")}`;

  test("puts what models said of the same rows side by side", async () => {
    const { code, stdout, stderr } = await compare(
      ...["--predictions", both(), "--rule", `${at("rule.json")},max-probability:0.9`],
      ...["--ood", `${at("strange.csv")},${at("strange.csv")}`, "--report", at("compare.html")],
    );
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^\[1\] .*test\.csv: rule .*rule\.json\n\[2\] .*worse\.csv: rule max-probability:0\.9\n/,
    );
    expect(stdout).toMatch(/right if forced +[\d.]+ % \* +[\d.]+ % *\n/);
    expect(await readFile(at("compare.html"), "utf8")).toContain("Rows:");
  });

  test("one under several rules", async () => {
    const rules = ["--rule", "max-probability:0.5", "--rule", "margin:0.5"];
    const { stdout } = await compare("--predictions", at("test.csv"), ...rules);
    expect(stdout).toMatch(/\[1\] .*rule max-probability:0\.5\n\[2\] .*rule margin:0\.5\n/);
  });

  test("says what cannot be compared", async () => {
    const wrong = async (message: RegExp, ...more: string[]) => {
      const { code, stderr } = await compare(...more);
      expect(stderr).toMatch(message);
      expect(code).toBeGreaterThan(1);
    };
    await wrong(/predictions of several models, or several rules/, "--predictions", at("test.csv"));
    await wrong(
      /one for each of the 2/,
      "--predictions",
      both(),
      "--rule",
      "margin:0.1,margin:0.2,margin:0.3",
    );
    await wrong(/a file for each of the 2/, "--predictions", both(), "--ood", at("strange.csv"));
    await wrong(
      /1200 rows, as .*test\.csv, got 1500/,
      "--predictions",
      `${at("test.csv")},${at("held-out.csv")}`,
    );
    await writeFile(at("other.csv"), csvOf(predictions(1200, 9)));
    await wrong(/these are other rows/, "--predictions", `${at("test.csv")},${at("other.csv")}`);
    await wrong(/neither/);
  });
});
