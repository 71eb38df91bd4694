import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Random } from "../../packages/core/src/math/random.js";
import { decideOutputs } from "../../packages/core/src/decision/calibrate-outputs.js";
import { decodeOutputRule } from "../../packages/core/src/decision/output-rule.js";
import { predictiveFrom } from "../../packages/core/src/predictive/predictive-from.js";
import { classes, predictions } from "../helpers/predictions.js";
import { runCli } from "../helpers/cli.js";
import { npyFile, npyNumbers } from "../helpers/npy.js";
import { parquetWriteBuffer } from "hyparquet-writer";

/** Rows of another model's outputs, three times as sure as it should be, with a column of its own between. */
function csv(count: number, seed: number, head: string): string {
  const random = new Random(seed);
  const lines = Array.from({ length: count }, (_, i) => {
    const logits = classes.map(() => 2 * random.normal());
    const shares = (sureness: number): number[] => {
      const each = logits.map((z) => Math.exp(sureness * z));
      return each.map((value) => value / each.reduce((a, b) => a + b));
    };
    let left = random.uniform();
    const label = Math.max(
      0,
      shares(1).findIndex((p) => (left -= p) <= 0),
    );
    return `"row ${i}, ""${seed}""",${shares(3)
      .map((p) => p.toFixed(6))
      .join(",")},${classes[label]}\r\n`;
  });
  return `${head}\r\n${lines.join("")}`;
}

const head = "id,p_cat,p_dog,p_owl,truth";
let folder: string;
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "nescio-test-"));
  await writeFile(at("held-out.csv"), csv(1500, 1, head));
  await writeFile(at("new.csv"), csv(700, 2, head));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const calibrate = (...more: string[]) =>
  runCli([
    "calibrate",
    ...["--predictions", at("held-out.csv"), "--labels", "truth", "--drop", "id", "--out", at("rule.json")],
    ...more,
  ]);

describe("another model under a contract", () => {
  test("its outputs make a rule, which new rows are decided by", async () => {
    const made = await calibrate("--max-error", "0.1", "--confidence", "0.9", "--coverage", "0.9");
    expect(made.stderr).toBe("");
    expect(made.code).toBe(0);
    expect(made.stdout).toMatch(/GENUINE ROWS +CONTRACT +FOUND ON 1,200/);
    expect(made.stdout).toMatch(
      /3 classes, probabilities at temperature 2\.\d\d|3 classes, probabilities at temperature 3\.\d\d/,
    );
    const rule = JSON.parse(await readFile(at("rule.json"), "utf8")) as {
      classes: string[];
      outputs: object;
    };
    expect(rule.classes).toEqual(classes);
    expect(rule.outputs).toEqual({ kind: "probabilities", samples: 1, columns: ["p_cat", "p_dog", "p_owl"] });

    const decided = await runCli(["decide", at("new.csv"), "--rule", at("rule.json")]);
    expect(decided.code).toBe(0);
    const lines = decided.stdout.trimEnd().split("\r\n");
    const source = (await readFile(at("new.csv"), "utf8")).trimEnd().split("\r\n");
    expect(lines[0]).toBe(`${head},decision,refused,reason,probability,set`);
    expect(lines).toHaveLength(701);
    let [wrong, answered] = [0, 0];
    lines.slice(1).forEach((line, i) => {
      // What came in comes out, in its order.
      expect(line.startsWith(`${source[i + 1]},`)).toBe(true);
      const said = line.slice(source[i + 1].length + 1);
      const [, answer, refused] = /^(\w*),(true|false),/.exec(said)!;
      expect(answer === "").toBe(refused === "true");
      if (refused === "true") return;
      answered++;
      if (!source[i + 1].endsWith(`,${answer}`)) wrong++;
    });
    expect(answered).toBeGreaterThan(150);
    expect(wrong / answered).toBeLessThan(0.13);
    expect(decided.stderr).toMatch(/700 rows, \d+\.\d % of them refused/);
  });

  test("decides the same wherever a row stands, and as JSON Lines, into a file", async () => {
    await calibrate("--max-refusal", "0.2");
    const whole = await runCli([
      "decide",
      at("new.csv"),
      "--rule",
      at("rule.json"),
      "-q",
      "--format",
      "jsonl",
    ]);
    const rows = whole.stdout
      .trimEnd()
      .split("\n")
      .map(
        (line) =>
          JSON.parse(line) as { id: string; decision: string | null; refused: boolean; probability: number },
      );
    expect(rows[0].id).toBe('row 0, "2"');
    expect(rows.filter(({ refused }) => refused).length / 700).toBeLessThan(0.25);
    const [first, ...lines] = (await readFile(at("new.csv"), "utf8")).trimEnd().split("\r\n");
    await writeFile(at("turned.csv"), [first, ...lines.reverse()].join("\n"));
    const out = at("decided.jsonl");
    const turned = await runCli(["decide", at("turned.csv"), "--rule", at("rule.json"), "--out", out, "-q"]);
    expect([turned.code, turned.stdout]).toEqual([0, ""]);
    const again = (await readFile(out, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(again.reverse()).toEqual(rows);
  });

  test("keeps promises of single classes, and says what there is to promise", async () => {
    const promise = ["--max-error", "cat=0.2", "--max-error", "0.15", "--max-error", "owl=0.25"];
    const made = await calibrate(...promise, "--confidence", "0.9");
    expect(made.stderr).toBe("");
    const table = made.stdout.replace(/ {2,}/g, " | ");
    expect(table).toMatch(
      /answered as cat \| at most 20 % \| [\d.]+ % \(\d+ of \d+\) \| at most 20 %\n.* as owl \| at most 25 %/,
    );
    expect(table).toMatch(/errors among all other answers \| at most 15 %/);
    expect(table).toMatch(/all of these together \| with 90 % confidence/);
    const { rule } = JSON.parse(await readFile(at("rule.json"), "utf8")) as {
      rule: { byClass: { label: number }[]; calibration: { asked: object } };
    };
    expect(rule.calibration.asked).toEqual({
      byClass: [
        { label: 0, maxError: 0.2 },
        { label: 2, maxError: 0.25 },
      ],
      others: 0.15,
      confidence: 0.9,
    });
    const decide = async () =>
      (await runCli(["decide", at("new.csv"), "--rule", at("rule.json"), "-q"])).stdout;
    const decided = await decide();
    expect(decided).toMatch(/,owl,false,,0\.\d+/);
    expect(decided).toMatch(/,true,"?\w+: .*the highest mean probability is not at least/);

    const alone = await calibrate("--max-error", "dog=0.2", "--confidence", "0.9");
    expect(alone.stdout.replace(/ {2,}/g, " | ")).toMatch(/all other answers \| \d.* \| nothing/);
    expect(await decide()).not.toMatch(/,(cat|owl),true/);

    const each = await calibrate("--max-error", "0.0062", "--per-class", "--max-error", "dog=0.25");
    expect(each.stdout).toMatch(/answered as cat +at most 0\.62 % +never answered +no answer/);
    expect(await decide()).toMatch(/true,"uncertain: cat comes nearest .* never answered: nothing could be/);

    const wrong = async (message: RegExp, ...more: string[]) => {
      const { code, stderr } = await calibrate(...more);
      expect(code).toBeGreaterThan(1);
      expect(stderr).toMatch(message);
    };
    await wrong(/the name of a class \("cat", "dog", "owl"\), got bird/, "--max-error", "bird=0.1");
    await wrong(/each class once, got cat twice/, "--max-error", "cat=0.1", "--max-error", "cat=0.2");
    await wrong(/--max-error beside it/, "--per-class", "--max-error", "cat=0.1");
    await wrong(/--max-error of cat: expected a number between 0 and 1/, "--max-error", "cat=1");
    await wrong(/from 0 to 1, got "x"/, "--max-error", "cat=x");
    await wrong(
      /at most 0.1 % errors among those answered as cat, with 99 % confidence, got \d+ rows that cat .* needs at least 5\d\d\d rows/s,
      ...["--max-error", "cat=0.001"],
    );
  });

  test("several members in one table are an ensemble, calibrated and decided by together", async () => {
    const one = predictions(900, 11, { sureness: 2, off: 0.5 });
    const two = predictions(900, 11, { sureness: 2, off: 0.5, noise: 1 });
    // In another order than the first member's.
    const line = (i: number): string =>
      [...one[i].probabilities, ...two[i].probabilities.toReversed()].map((p) => p.toFixed(6)).join(",");
    const rows = one.map(({ label }, i) => `${line(i)},${classes[label]}\n`);
    const head = "m0_cat,m0_dog,m0_owl,m1_owl,m1_dog,m1_cat,truth\n";
    await writeFile(at("members.csv"), head + rows.join(""));
    const options = ["--predictions", at("members.csv"), "--labels", "truth", "--max-refusal", "0.2"];
    const run = (members: string) =>
      runCli(["calibrate", ...options, "--members", members, "--out", at("members.json")]);
    expect((await run("m0_,m1_")).code).toBe(0);
    const rule = decodeOutputRule(await readFile(at("members.json"), "utf8"));
    expect(rule.classes).toEqual(classes);
    expect(rule.outputs).toEqual({
      kind: "probabilities",
      samples: 2,
      columns: ["m0_cat", "m0_dog", "m0_owl", "m1_cat", "m1_dog", "m1_owl"],
    });
    const decided = await runCli(["decide", at("members.csv"), "--rule", at("members.json"), "-q"]);
    const outputs = one.flatMap((row, i) => [...row.probabilities, ...two[i].probabilities]);
    const predictive = predictiveFrom(
      outputs.map((p) => Number(p.toFixed(6))),
      { kind: "probabilities", classes: 3, samples: 2 },
    );
    const expected = decideOutputs(predictive, rule).map(({ refused, best }) =>
      refused ? "" : classes[best],
    );
    const said = decided.stdout.trimEnd().split("\n").slice(1);
    expect(said.map((text) => text.split(",")[7])).toEqual(expected);
    expect((await run("m0_,m2_")).stderr).toMatch(/columns that begin with m0_ or m2_, got "m1_owl"/);
    await writeFile(at("members.csv"), `m0_cat,m0_dog,m1_cat,m1_owl,truth\n0.5,0.5,0.5,0.5,cat\n`);
    expect((await run("m0_,m1_")).stderr).toMatch(/the columns "m1_cat", "m1_dog", as m0_ has them/);
  });

  test("says where a file is wrong, and writes nothing then", async () => {
    const refuse = async (text: string, message: string | RegExp, ...more: string[]) => {
      await writeFile(at("wrong.csv"), text);
      const options = [
        "--predictions",
        at("wrong.csv"),
        "--labels",
        "truth",
        "--out",
        at("none.json"),
        ...more,
      ];
      const { code, stderr } = await runCli(["calibrate", "--max-error", "0.1", ...options]);
      expect(stderr).toMatch(message);
      expect(code).toBeGreaterThan(1);
      await expect(readFile(at("none.json"))).rejects.toThrow("ENOENT");
    };
    await refuse(
      "a,b,truth\n0.5,0.5,a\n0.9,0.3,b\n",
      /wrong\.csv, row 2: expected probabilities that sum to 1.*--logits/s,
    );
    await refuse("a,b,truth\n0.5,0.5,c\n", /line 2, column "truth".*one of the classes "a", "b"/s);
    await refuse("a,b,truth\n0.5,x,a\n", /line 2, column "b"/);
    await refuse("a,truth\n1,a\n", /a column of numbers for each of two classes/);
    await refuse("a,b\n0.5,0.5\n", /a column "truth"/);
    await refuse("a,b,truth\n", /rows/);
    await refuse("a,b,truth\n0.5,0.5,a\n", /3 names|2 names/, "--classes", "x");
    await refuse("a,b,truth\n0.5,0.5,a\n0.5,0.5,b\n", /contract/);
    await refuse("a,b,truth\n2.5,-0.5,a\n", /row 1, class 1: expected a probability.*--logits/s);
    await refuse("a,b,truth\nNaN,0.5,a\n", /line 2, column "a".*finite number, got "NaN"/s);
    await refuse("a,b,truth\n-inf,0,b\n", /line 2, column "a".*finite number, got "-inf"/s, "--logits");
    await refuse("a,b,truth\n0.5,0.5,a\n0.5,0.5\n", /line 3: expected 3 columns, as before it, got 2/);
    await refuse("a,a,truth\n0.5,0.5,a\n", /columns of different names, got "a" for columns 1 and 2/);
    await refuse("a,b,truth\n0.5,0.5,\n", /line 2, column "truth".*got nothing/s);
    await refuse("", /rows, got none/);
    await refuse("a,b,truth\n0.5,0.5,a\n", /each column once/, "--columns", "a,a");
    await refuse("a,b,truth\n0.5,0.5,0\n", /names that are all different/, "--classes", "x,x");
    await refuse("a,b,truth\n0.5,0.5,a\n", /each member once/, "--members", "a,a");
    const wide = Array.from({ length: 65_536 }, (_, c) => `c${c}`);
    await refuse(`${wide.join()},truth\n`, /1 to 65536 columns, got 65537/);
  });

  test("says what is wrong with arrays, and with tables that are no tables", async () => {
    const run = async (name: string, bytes: Uint8Array, labels: string) => {
      await writeFile(at(name), bytes);
      const options = ["--predictions", at(name), "--labels", labels, "--max-error", "0.1"];
      return (await runCli(["calibrate", ...options, "--out", at("none.json")])).stderr;
    };
    await writeFile(at("labels.csv"), "label\n0\n1\n");
    const npy = (descr: string, shape: string, numbers: Uint8Array) =>
      npyFile(`{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape})}`, numbers);
    const pickled = npy("|O", "2, 2", Uint8Array.of(0x80, 4, 0x4e, 0x2e));
    expect(await run("o.npy", pickled, at("labels.csv"))).toMatch(
      /pickled Python objects, which can run programs/,
    );
    const square = npy("<f4", "2, 2", npyNumbers("<f4", [0.5, NaN, 0.5, 0.5]));
    expect(await run("n.npy", square, at("labels.csv"))).toMatch(/row 1, class 2.*got NaN/);
    const line = npy("<f4", "4,", npyNumbers("<f4", [0.5, 0.5, 0.5, 0.5]));
    expect(await run("l.npy", line, at("labels.csv"))).toMatch(/rows × classes.*shape \(4\)/);
    const three = npy("<f4", "3, 2", npyNumbers("<f4", [0.5, 0.5, 0.5, 0.5, 1, 0]));
    expect(await run("t.npy", three, at("labels.csv"))).toMatch(/labels\.csv: expected 3 labels.*got 2/);
    const list = {
      columnData: [{ name: "p", data: [[0.5, 0.5]] }],
      schema: [
        { name: "root", num_children: 1 },
        { name: "p", repetition_type: "OPTIONAL", num_children: 1, converted_type: "LIST" },
        { name: "list", repetition_type: "REPEATED", num_children: 1 },
        { name: "element", type: "FLOAT", repetition_type: "OPTIONAL" },
      ],
    };
    const nested = new Uint8Array(parquetWriteBuffer(list as never));
    expect(await run("p.parquet", nested, "truth")).toMatch(/p\.parquet, column "p".*nested/s);
  });

  test("the logarithm of no probability may be minus infinity", async () => {
    const rows = predictions(300, 5).map(({ logits, label }) => {
      const top = Math.max(...logits);
      return `${logits.map((z) => (z === top ? "0" : "-inf")).join(",")},${classes[label]}\n`;
    });
    await writeFile(at("logs.csv"), `cat,dog,owl,truth\n${rows.join("")}`);
    const options = ["--predictions", at("logs.csv"), "--labels", "truth", "--log-probabilities"];
    const made = await runCli(["calibrate", ...options, "--max-refusal", "0.5", "--out", at("logs.json")]);
    expect(made.stderr).toBe("");
    const decided = await runCli(["decide", at("logs.csv"), "--rule", at("logs.json"), "-q"]);
    expect(decided.stdout).toMatch(/\n0,-inf,-inf,\w+,cat,false,,1\r\n/);
  });

  test("a model or predictions, and options of the one that is there", async () => {
    const message = async (...argv: string[]) =>
      (await runCli(["calibrate", "--max-error", "0.1", ...argv])).stderr;
    expect(await message()).toMatch(/a model file, or --predictions, got neither/);
    expect(await message("m.nescio", "--predictions", "p.csv")).toMatch(/got both/);
    expect(await message("m.nescio", "--log-probabilities")).toMatch(
      /--log-probabilities: expected --predictions/,
    );
    expect(await message("--predictions", "p.csv", "--familiarity", "both")).toMatch(
      /--familiarity: expected a model/,
    );
    expect(await message("--predictions", at("new.csv"))).toMatch(/--labels/);
  });

  test("rows without the rule's columns, or with the decision's, are refused", async () => {
    await calibrate("--max-refusal", "0.2");
    const decide = async (text: string) => {
      await writeFile(at("odd.csv"), text);
      return runCli(["decide", at("odd.csv"), "--rule", at("rule.json")]);
    };
    expect((await decide("p_cat,p_dog\n0.5,0.5\n")).stderr).toMatch(
      /a column "p_owl", as the rule was calibrated with/,
    );
    const taken = await decide("p_cat,p_dog,p_owl,decision\n0.5,0.5,0,x\n");
    expect(taken.stderr).toMatch(/no column "decision"/);
    expect((await decide("p_cat,p_dog,p_owl\n0.5,0.4,0\n")).stderr).toMatch(/odd\.csv, row 1: .*sum to 1/);
    expect((await runCli(["decide", at("new.csv"), "--rule", at("new.csv")])).stderr).toMatch(/no JSON/);
  });
});

test("a reader that goes away ends it quietly", async () => {
  await calibrate("--max-refusal", "0.2");
  const lines = (await readFile(at("new.csv"), "utf8")).split("\r\n");
  const many = [lines[0], ...Array.from({ length: 60 }, () => lines.slice(1, -1)).flat()];
  await writeFile(at("many.csv"), many.join("\n"));
  const program = fileURLToPath(new URL("../../packages/cli/bin/nescio.js", import.meta.url));
  const child = spawn(process.execPath, [program, "decide", at("many.csv"), "--rule", at("rule.json")]);
  let said = "";
  child.stderr.on("data", (text: Buffer) => (said += text.toString()));
  child.stdout.once("data", () => child.stdout.destroy());
  const [code] = (await once(child, "close")) as [number];
  expect([code, said]).toEqual([0, ""]);
});
