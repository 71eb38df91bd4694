import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadModel } from "@nescio/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCli } from "../helpers/cli.js";
import { animalCsv, animalHead, animalRows, trainAnimals } from "../helpers/row-models.js";

let folder: string;
const at = (name: string): string => join(folder, name);
const model = (): string => at("m.nescio");

/** Animals of a size that none in training had, without a class. */
const giants = animalRows(200, 4).map(([id, weight, length, coat]) => [
  id,
  `${3 * +weight + 100}`,
  `${+length + 200}`,
  coat,
]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  const files = {
    "train.csv": animalCsv(animalRows(400, 1)),
    "held-out.csv": animalCsv(animalRows(1500, 2)),
    "test.csv": animalCsv(animalRows(1500, 3)),
    "giants.csv": animalCsv(giants, ["id", "weight", "length", "coat"]),
    "unlabelled.csv": animalCsv(animalRows(300, 3), ["coat", "weight", "length"]),
    "labels.csv": animalCsv(animalRows(300, 3), ["animal"]),
  };
  for (const [name, text] of Object.entries(files)) await writeFile(at(name), text);
  const rule = "max-probability:0.8+familiarity:0.02";
  await trainAnimals(at("train.csv"), model(), { familiarity: "neighbours", rule });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const run = (command: string, ...more: string[]) => runCli([command, model(), "--threads", "1", ...more]);

interface Figures {
  readonly things: string;
  readonly inDistribution: {
    images: number;
    accuracyOnAccepted: number;
    refused: number;
    byClass: { classes: { name: string }[] };
  };
  readonly outOfDistribution: { dataset: string; images: number; refused: number }[];
}

describe("nescio evaluate, of rows", () => {
  test("has figures, by class too, and of rows to refuse", async () => {
    const { code, stdout, stderr } = await run("evaluate", at("test.csv"), "--ood", at("giants.csv"));
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/ROWS +COUNT/);
    expect(stdout).toMatch(/test\.csv +1,500/);
    expect(stdout).toMatch(/giants\.csv +200/);
    expect(stdout).toMatch(/\ncat +\d+/);
    expect(stdout).not.toMatch(/images/i);
    const json = await run("evaluate", at("test.csv"), "--ood", at("giants.csv"), "--json");
    const figures = JSON.parse(json.stdout) as Figures;
    expect(figures.things).toBe("rows");
    expect(figures.inDistribution).toMatchObject({ dataset: "test.csv", images: 1500 });
    expect(figures.inDistribution.accuracyOnAccepted).toBeGreaterThan(0.95);
    expect(figures.inDistribution.byClass.classes.map(({ name }) => name)).toEqual(["cat", "dog", "owl"]);
    expect(figures.outOfDistribution).toMatchObject([{ dataset: "giants.csv", images: 200 }]);
    expect(figures.outOfDistribution[0].refused).toBeGreaterThan(0.95);
  });

  test("counts what predict refuses", async () => {
    const { stdout } = await run("evaluate", at("test.csv"), "--json");
    const { refused } = (JSON.parse(stdout) as Figures).inDistribution;
    const { stderr } = await runCli(["predict", at("test.csv"), "--model", model(), "--threads", "1"]);
    expect(stderr).toContain(`1,500 rows, ${(100 * refused).toFixed(1)} % of them refused`);
  });

  test("writes a report without pictures", async () => {
    const more = ["--ood", at("giants.csv"), "--report", at("report.html")];
    const { code, stderr } = await run("evaluate", at("test.csv"), ...more);
    expect(code, stderr).toBe(0);
    const html = await readFile(at("report.html"), "utf8");
    expect(html).toContain("giants.csv");
    expect(html).not.toContain("data:image");
    expect(html).toContain("rows");
  });

  test("takes classes from a file of their own, and another column", async () => {
    const beside = await run("evaluate", at("unlabelled.csv"), "--labels", at("labels.csv"), "--json");
    expect(beside.code, beside.stderr).toBe(0);
    const renamed = animalCsv(animalRows(300, 3)).replace("animal", "kind");
    await writeFile(at("renamed.csv"), renamed);
    const other = await run("evaluate", at("renamed.csv"), "--target", "kind", "--json");
    const [a, b] = [beside, other].map(({ stdout }) => (JSON.parse(stdout) as Figures).inDistribution);
    expect({ ...a, dataset: "" }).toEqual({ ...b, dataset: "" });
    expect((await run("evaluate", at("renamed.csv"))).stderr).toMatch(
      /expected a column of .+renamed\.csv .*got "animal"/,
    );
  });

  test("says what is missing or strange", async () => {
    expect((await run("evaluate")).stderr).toContain("expected a table of labelled rows");
    expect((await run("evaluate", at("unlabelled.csv"))).stderr).toContain(`got "animal"`);
    const wolves = animalCsv(animalRows(30, 5)).replaceAll("dog", "wolf");
    await writeFile(at("wolves.csv"), wolves);
    expect((await run("evaluate", at("wolves.csv"))).stderr).toMatch(
      /line \d+, column "animal": expected one of the model's 3 classes/,
    );
    expect((await run("evaluate", at("test.csv"), "--corruptions")).stderr).toContain(
      "--corruptions: expected a model of images",
    );
    expect((await run("evaluate", at("test.csv"), "--labels", at("labels.csv"))).stderr).toContain(
      "expected 1500 rows",
    );
    expect((await run("evaluate", at("test.csv"), "--dataset", at("test.csv"))).stderr).toContain(
      "one data set",
    );
  });
});

describe("nescio calibrate, of rows", () => {
  const out = (): string => at("calibrated.nescio");
  /** What the training row is called that is nearest to the first one of a table. */
  const nearest = async (path: string): Promise<string> => {
    const { stdout } = await runCli(["predict", path, "--model", out(), "--threads", "1", "--json"]);
    return (JSON.parse(stdout) as { rows: { nearest: string[] }[] }).rows[0].nearest[0];
  };
  const calibrate = (...more: string[]) =>
    run("calibrate", "--held-out", at("held-out.csv"), "--out", out(), ...more);

  test("finds the threshold that keeps the promise, and leaves familiarity as it is", async () => {
    const { code, stdout, stderr } = await calibrate("--max-error", "0.02", "--confidence", "0.9");
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/GENUINE ROWS +CONTRACT +FOUND ON 1,500/);
    expect(stdout).toContain("networks for each row");
    const [before, after] = [await loadModel(model()), await loadModel(out())];
    expect(after.familiarity).toEqual(before.familiarity);
    expect(after.table).toEqual(before.table);
    expect(after.rule).toMatchObject({
      alpha: 0.02,
      calibration: { contract: { maxError: 0.02 }, images: 1500 },
    });
    // What it keeps on other rows, with room for chance.
    const tested = await runCli(["evaluate", out(), at("test.csv"), "--threads", "1", "--json"]);
    const { accuracyOnAccepted, refused } = (JSON.parse(tested.stdout) as Figures).inDistribution;
    expect(1 - accuracyOnAccepted).toBeLessThan(0.025);
    expect(refused).toBeLessThan(0.5);
  });

  test.each(["neighbours", "gaussian", "both", "evidence"])("fits %s to training rows", async (kind) => {
    const more = ["--training-rows", at("train.csv"), "--familiarity", kind, "--max-refusal", "0.1"];
    const { code, stdout, stderr } = await calibrate(...more);
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("FOUND ON 1,200");
    const { familiarity, rule } = await loadModel(out());
    expect(familiarity?.kind).toBe(kind);
    expect(rule).toMatchObject({ alpha: 0.02, calibration: { images: 1200 } });
    const tested = await runCli([
      "evaluate",
      out(),
      at("test.csv"),
      "--ood",
      at("giants.csv"),
      "--threads",
      "1",
      "--json",
    ]);
    const { inDistribution, outOfDistribution } = JSON.parse(tested.stdout) as Figures;
    if (kind === "neighbours") expect(await nearest(at("giants.csv"))).toMatch(/^a1-\d+$/);
    // On average a tenth, with a deviation of 0.012 (120 repetitions).
    expect(inDistribution.refused).toBeLessThan(0.15);
    if (kind !== "evidence") expect(outOfDistribution[0].refused).toBeGreaterThan(0.95);
  });

  test("does without familiarity, and with rows that have a category that training had not", async () => {
    const curly = animalRows(1000, 6).map((row, i) => (i < 20 ? [...row.slice(0, 3), "curly", row[4]] : row));
    await writeFile(at("curly.csv"), animalCsv(curly));
    const more = [
      "--held-out",
      at("curly.csv"),
      "--familiarity",
      "none",
      "--max-error",
      "0.05",
      "--out",
      out(),
    ];
    const { code, stdout, stderr } = await run("calibrate", ...more);
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("20 of 1,000 rows have cells of kinds that training never had");
    expect(stdout).toContain("FOUND ON 980");
    const { familiarity, rule } = await loadModel(out());
    expect(familiarity).toBeUndefined();
    expect(rule.alpha).toBeUndefined();
  });

  test("makes prediction sets, which predict gives", async () => {
    expect((await calibrate("--coverage", "0.95")).stdout).toMatch(/sets \(lac\) with the true class/);
    const { stdout } = await runCli(["predict", at("test.csv"), "--model", out(), "--threads", "1"]);
    expect(stdout).toMatch(new RegExp(`^${animalHead.join(",")},decision,.+,familiarity,set\r\n`));
    const rows = stdout
      .trimEnd()
      .split("\r\n")
      .slice(1)
      .map((line) => line.split(","));
    const covered = rows.filter((cells) => cells.at(-1)!.split(" ").includes(cells[4])).length;
    expect(covered / rows.length).toBeGreaterThan(0.93);
  });

  test("says what is missing, and what cannot be promised", async () => {
    expect((await run("calibrate", "--max-error", "0.1")).stderr).toContain(
      "--held-out: expected a table of labelled rows",
    );
    expect((await calibrate("--max-error", "0.1", "--familiarity", "both")).stderr).toContain(
      "--training-rows: expected the table",
    );
    const none = await calibrate(
      "--max-error",
      "0.1",
      "--familiarity",
      "none",
      "--training-rows",
      at("train.csv"),
    );
    expect(none.stderr).toContain("got --familiarity none");
    const guarded = await calibrate(
      "--max-error",
      "0.1",
      "--familiarity",
      "guarded",
      "--training-rows",
      at("train.csv"),
    );
    expect(guarded.stderr).toContain(`images, for the kind "guarded", got rows`);
    const unmet = await calibrate("--max-error", "0.0001");
    expect(unmet.code).toBe(9);
    expect(unmet.stderr).toContain("rows");
    expect((await calibrate("--max-error", "0.1", "--dataset", "mnist")).stderr).toContain(
      "--dataset: expected a model of images",
    );
    const images = [
      "calibrate",
      "models/mnist.nescio",
      "--held-out",
      at("held-out.csv"),
      "--max-error",
      "0.1",
    ];
    expect((await runCli(images)).code).not.toBe(0);
  });
});
