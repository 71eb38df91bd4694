import { EventEmitter } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import {
  answer,
  createDataset,
  createModel,
  denseNetwork,
  parseRule,
  selectImages,
  trainPosterior,
  tableRows,
} from "@nescio/core";
import { loadModel, saveModel } from "@nescio/node";
import { readTable } from "@nescio/node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TextSink, runCli } from "../helpers/cli.js";
import { filesIn, temporaryFolder } from "../helpers/folder.js";
import { animalCsv, animalHead, animalRows, trainAnimals } from "../helpers/row-models.js";
import { createProgram } from "../../packages/cli/src/main.js";
import { runProgram } from "../../packages/cli/src/run-command.js";

let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  await writeFile(at("train.csv"), animalCsv(animalRows(400, 1)));
  const rule = "max-probability:0.8+familiarity:0.02";
  await trainAnimals(at("train.csv"), at("m.nescio"), { familiarity: "neighbours", rule });
  await trainAnimals(at("train.csv"), at("mean-field.nescio"), { posterior: "mean-field" });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const predict = (file: string, ...more: string[]) =>
  runCli([
    "predict",
    at(file),
    ...["--threads", "1"],
    ...(more.includes("--model") ? [] : ["--model", at("m.nescio")]),
    ...more,
  ]);

/** What is said of each row of CSV, behind its own cells. */
const saidIn = (text: string, columns: number): string[] =>
  text
    .trimEnd()
    .split("\r\n")
    .slice(1)
    .map((line) => line.split(",").slice(columns).join(","));

async function errorOf(
  csv: string,
  ...more: string[]
): Promise<{ code: number; stderr: string; stdout: string }> {
  const path = join(await temporaryFolder(), "rows.csv");
  await writeFile(path, csv);
  const { code, stderr, stdout } = await runCli([
    "predict",
    path,
    "--model",
    at("m.nescio"),
    "--threads",
    "1",
    ...more,
  ]);
  return { code, stderr: stderr.replaceAll(path, "rows.csv"), stdout };
}

describe("rows of a table", () => {
  test("come out as they went in, with their answers behind", async () => {
    const rows = animalRows(1500, 2);
    const columns = ["coat", "id", "length", "weight"];
    await writeFile(at("new.csv"), animalCsv(rows, columns));
    const { code, stdout, stderr } = await predict("new.csv", "--probabilities");
    expect(code, stderr).toBe(0);
    const lines = stdout.trimEnd().split("\r\n");
    expect(lines[0]).toBe(
      "coat,id,length,weight,decision,refused,reason,explanation,probability,familiarity,p_cat,p_dog,p_owl",
    );
    const source = (await readFile(at("new.csv"), "utf8")).trimEnd().split("\n");
    expect(lines).toHaveLength(source.length);
    // The same as the core says of the whole table.
    const model = await loadModel(at("m.nescio"));
    const inputs = tableRows(await readTable(at("new.csv")), model.table!);
    const expected = await answer(model, inputs, { threads: 1 });
    let [answered, right] = [0, 0];
    lines.slice(1).forEach((line, i) => {
      const { refused, labels, pValue, reason = "" } = expected[i];
      expect(line.startsWith(`${source[i + 1]},${refused ? "" : labels[0]},${refused},${reason},`)).toBe(
        true,
      );
      expect(line).toContain(`,${+pValue!.toPrecision(6)},`);
      if (refused) return;
      answered++;
      if (labels[0] === rows[i][4]) right++;
    });
    expect(answered).toBeGreaterThan(1000);
    expect(right / answered).toBeGreaterThan(0.95);
    expect(stderr).toContain(
      `1,500 rows, ${((100 * (1500 - answered)) / 1500).toFixed(1)} % of them refused`,
    );
  });

  test("are JSON Lines by the name of the file that is written, or as they came", async () => {
    await writeFile(at("few.csv"), animalCsv(animalRows(3, 3)));
    await predict("few.csv", "--out", at("few.jsonl"));
    const lines = (await readFile(at("few.jsonl"), "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => Object.keys(JSON.parse(line) as object))).toEqual(
      Array.from({ length: 3 }, () => [
        ...[...animalHead, "decision", "refused", "reason", "explanation", "probability", "familiarity"],
      ]),
    );
    await writeFile(
      at("typed.jsonl"),
      animalRows(3, 3)
        .map(
          ([id, weight, length, coat]) =>
            `${JSON.stringify({ id, weight: +weight, length: +length, coat })}\n`,
        )
        .join(""),
    );
    const typed = await predict("typed.jsonl");
    expect(JSON.parse(typed.stdout.split("\n")[0])).toEqual({
      ...(JSON.parse(lines[0]) as object),
      ...{ weight: expect.any(Number) as number, length: expect.any(Number) as number },
      animal: undefined,
    });
    expect((await predict("typed.jsonl", "--format", "csv")).stdout).toMatch(/^id,weight,.+\r\n/);
  });

  test("are a document with --json", async () => {
    await writeFile(at("few.csv"), animalCsv(animalRows(3, 3)));
    const { stdout } = await predict("few.csv", "--json", "--samples", "5", "--seed", "9");
    const document = JSON.parse(stdout) as { rows: object[] };
    expect(document).toMatchObject({ samples: 5, seed: 9, table: at("few.csv") });
    expect(document.rows).toHaveLength(3);
    expect(document.rows[0]).toMatchObject({
      row: 1,
      line: 2,
      name: "a3-0",
      refused: expect.any(Boolean) as boolean,
    });
  });

  test("are a readable table in a terminal, the first of them", async () => {
    await writeFile(at("many.csv"), animalCsv(animalRows(50, 4)));
    const run = async (...more: string[]) => {
      const [stdout, stderr] = [new TextSink(true), new TextSink()];
      const io = { stdout, stderr, signals: new EventEmitter(), exit: () => undefined };
      const args = ["predict", at("many.csv"), "--model", at("m.nescio"), "--threads", "1", ...more];
      expect(await runProgram(createProgram(), args, io)).toBe(0);
      return { stdout: stripVTControlCharacters(stdout.text), stderr: stderr.text };
    };
    const { stdout, stderr } = await run();
    expect(stdout).toMatch(/ROW +NAME +ANSWER +PROBABILITY +WHY/);
    expect(stdout).toMatch(/ 20 .*a4-19/);
    expect(stdout).not.toContain("a4-20");
    expect(stdout).toMatch(/50 rows, [\d.]+ % of them refused; rule max-probability:0\.8/);
    expect(stderr).toContain("The first 20 are shown");
    expect((await run("--format", "csv")).stdout).toContain("a4-49,");
  });

  test("have the same answers wherever they stand", async () => {
    const rows = animalRows(40, 5);
    const columns = ["weight", "length", "coat"];
    await writeFile(at("one.csv"), animalCsv(rows, columns));
    await writeFile(at("other.csv"), animalCsv([...rows].reverse(), columns));
    for (const model of ["m.nescio", "mean-field.nescio"]) {
      const said = saidIn((await predict("one.csv", "--model", at(model), "--probabilities")).stdout, 3);
      const reversed = saidIn(
        (await predict("other.csv", "--model", at(model), "--probabilities")).stdout,
        3,
      );
      expect(reversed.reverse()).toEqual(said);
    }
    // Of a data set as a whole, where eight rows lie side by side, this model says something else.
    const model = await loadModel(at("mean-field.nescio"));
    const inputs = tableRows(await readTable(at("one.csv"), { only: columns }), {
      columns: model.table!.columns,
    });
    const alone = await answer(model, selectImages(inputs, [1]), { threads: 1 });
    const among = await answer(model, inputs, { threads: 1 });
    expect(among[1].probabilities).not.toEqual(alone[0].probabilities);
  });

  test("are numbers in their order for a model without a table", async () => {
    const values = Float32Array.from(
      animalRows(300, 6).flatMap(([, weight, length]) => [+weight / 20, +length / 100]),
    );
    const labels = Uint8Array.from(animalRows(300, 6), (row) => ["cat", "dog", "owl"].indexOf(row[4]));
    const dataset = createDataset({
      ...{ name: "plain", count: 300, columns: ["a", "b"], values, labels },
      classes: ["cat", "dog", "owl"],
    });
    const result = await trainPosterior(denseNetwork([2], [8], 3), dataset, {
      posterior: "point",
      epochs: 5,
      threads: 1,
    });
    const rule = parseRule("max-probability:0.5");
    await saveModel(at("plain.nescio"), createModel(result, { dataset, preset: "default", rule }));
    const text = animalRows(4, 7).map(([id, weight, length]) => `${id},${+weight / 20},${+length / 100}\n`);
    await writeFile(at("plain.csv"), `id,w,l\n${text.join("")}`);
    const { code, stdout, stderr } = await predict("plain.csv", "--model", at("plain.nescio"));
    expect(code, stderr).toBe(0);
    expect(saidIn(stdout, 3)).toHaveLength(4);
    await writeFile(at("wide.csv"), "w,l,n\n1,2,3\n");
    const wide = await predict("wide.csv", "--model", at("plain.nescio"));
    expect(wide.code).toBe(3);
    expect(wide.stderr).toContain("expected 2 columns of numbers, as the model takes, got 3 (w, l, n)");
    await writeFile(at("gap.csv"), "w,l\n1,2\n1,\n");
    const gap = await predict("gap.csv", "--model", at("plain.nescio"));
    expect(gap.stderr).toContain(
      `line 3, column "l": expected a number that single precision holds, got nothing`,
    );
  });
});

describe("what does not fit", () => {
  const head = "weight,length,coat\n";

  test("a column that is missing", async () => {
    const { code, stderr } = await errorOf("weight,coat\n4,short\n");
    expect(code).toBe(3);
    expect(stderr).toContain("a table without length, but with weight, coat");
  });

  test("text where numbers were", async () => {
    const { code, stderr } = await errorOf(`${head}4,50,short\n"four, or so",50,short\n`);
    expect(code).toBe(3);
    expect(stderr).toContain(
      `rows.csv, line 3, column "weight": expected a number, where the model learned from numbers`,
    );
  });

  test("other units, by the first thousand rows", async () => {
    const grams = animalRows(1000, 8).map(([id, weight, ...rest]) => [id, String(1000 * +weight), ...rest]);
    const { code, stderr, stdout } = await errorOf(animalCsv(grams));
    expect(code).toBe(3);
    expect(stderr).toContain(`column "weight": expected numbers like those of training`);
    expect(stdout).toBe("");
    // A few of them are strange rows, and are told apart by familiarity.
    const few = await errorOf(animalCsv(grams.slice(0, 5)));
    expect(few.code).toBe(0);
    expect(saidIn(few.stdout, 5).every((said) => said.startsWith(",true,unfamiliar,"))).toBe(true);
  });

  test("rows with a cell too many or too few", async () => {
    const { code, stderr } = await errorOf(`${head}4,50,short\n4,50\n`);
    expect(code).toBe(3);
    expect(stderr).toContain("rows.csv, line 3");
  });

  test("a file with nothing in it, but not one with a head alone", async () => {
    expect((await errorOf("")).code).toBe(3);
    expect(await errorOf(head)).toMatchObject({
      code: 0,
      stdout: "weight,length,coat,decision,refused,reason,explanation,probability,familiarity\r\n",
      stderr: "0 rows\n",
    });
  });

  test("a column that answers are written to", async () => {
    const { code, stderr, stdout } = await errorOf("weight,length,coat,probability\n4,50,short,1\n");
    expect(code).toBe(3);
    expect(stderr).toContain(`expected no column "probability"`);
    expect(stdout).toBe("");
  });

  test("but a byte order mark, CRLF and a category that was never seen do", async () => {
    const plain = await errorOf(`${head}4,50,short\n`);
    const marked = await errorOf(`\ufeff${head}4,50,short\n`.replaceAll("\n", "\r\n"));
    expect(marked.code, marked.stderr).toBe(0);
    expect(marked.stdout).toBe(plain.stdout);
    const curly = await errorOf(`${head}4,50,curly\n`);
    expect(curly.code, curly.stderr).toBe(0);
    expect(saidIn(curly.stdout, 3)).toEqual([
      expect.stringMatching(/^,true,unfamiliar,"unfamiliar: coat is “curly”, which training never had",/),
    ]);
  });

  test("pictures and tables of the other kind of model, and options of theirs", async () => {
    const picture = await predict("digit.png");
    expect(picture.code).toBe(2);
    expect(picture.stderr).toMatch(/digit\.png: expected one table .+, as the model takes rows of 6 numbers/);
    const table = await runCli(["predict", at("train.csv")]);
    expect(table.code).toBe(2);
    expect(table.stderr).toMatch(/expected pictures, as .+ takes images of 28×28 pixels, got a table/);
    expect((await predict("train.csv", "--split")).stderr).toContain("--split: expected a model of images");
    const stray = await runCli(["predict", "digit.png", "--probabilities"]);
    expect(stray.stderr).toContain("--probabilities: expected a model of rows");
    expect((await predict("train.csv", at("train.csv"))).stderr).toContain("got 2 files");
    expect((await predict("train.csv", "--out", at("m.nescio"))).stderr).toContain(
      "which is what the command reads",
    );
  });

  test("an error in a later row leaves what was at --out", async () => {
    const dir = await temporaryFolder();
    const rows = animalRows(1100, 9);
    rows[1090][1] = "heavy";
    await writeFile(join(dir, "rows.csv"), animalCsv(rows));
    await writeFile(join(dir, "out.csv"), "before");
    const args = ["predict", join(dir, "rows.csv"), "--model", at("m.nescio"), "--out", join(dir, "out.csv")];
    const { code, stderr } = await runCli(args);
    expect(code).toBe(3);
    expect(stderr).toContain(`line 1092, column "weight"`);
    expect(await readFile(join(dir, "out.csv"), "utf8")).toBe("before");
    expect(await filesIn(dir)).toEqual(["out.csv", "rows.csv"]);
  });
});
