import { readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { decodeModel } from "../../packages/core/src/model/model-file.js";
import { runCli } from "../helpers/cli.js";
import { temporaryFolder } from "../helpers/folder.js";
import { npy } from "../helpers/npy.js";

/** A folder with a table of fruit, of which names of files are made paths. */
async function fruit(): Promise<(name: string) => string> {
  const folder = await temporaryFolder();
  const rows = Array.from({ length: 90 }, (_, i) => {
    const kind = ["cherry", "melon", "plum"][i % 3];
    const size = [2, 25, 6][i % 3] + ((i * 7) % 10) / 20;
    return `fruit ${i},${size},${["red", "green", "blue"][i % 3]},1,${kind}`;
  });
  await writeFile(join(folder, "fruit.csv"), ["id,size,colour,one,kind", ...rows].join("\n"));
  return (name) => join(folder, name);
}

const quick = ["--no-calibrate", "--validation", "0", "--epochs", "2", "--seed", "1", "--threads", "1"];

describe("nescio train TABLE", () => {
  test("prints what columns are, trains, and says what it promises", async () => {
    const at = await fruit();
    const out = at("fruit.nescio");
    const { stdout } = await runCli([
      "train",
      at("fruit.csv"),
      "--target",
      "kind",
      "--show",
      "id",
      "--out",
      out,
    ]);
    expect(stdout).toMatch(/^COLUMN +TYPE +IN TRAINING +MISSING\nsize +number +2 to 25\.\d+, mean/m);
    expect(stdout).toMatch(/^colour +category +blue, green, red +none$/m);
    expect(stdout).toContain('Column "one" is left out: it has the same value in every row.');
    expect(stdout).toMatch(/At most [\d.]+ % of its answers are wrong, with 95 % confidence/);
    const model = decodeModel(await readFile(out), out);
    expect(model.table!.columns.map(({ name }) => name)).toEqual(["size", "colour"]);
    expect(model.classes).toEqual(["cherry", "melon", "plum"]);
    expect(model.rowNames![0]).toBe("fruit 0");
    expect(model.training!.dataset).toBe("fruit.csv");
    expect(JSON.stringify([model.training, model.rule])).not.toContain(dirname(out));
  });

  test("takes arrays with labels in a file of their own, and leaves out what is dropped", async () => {
    const at = await fruit();
    const values = Float32Array.from({ length: 90 * 2 }, (_, i) => ((i * 37) % 11) + (Math.floor(i / 2) % 3));
    await writeFile(at("rows.npy"), npy("<f4", [90, 2], [...values]));
    const out = at("rows.nescio");
    const labels = ["--labels", at("fruit.csv"), "--target", "kind", "--show", "id"];
    await runCli(["train", at("rows.npy"), ...labels, "--hidden", "none", "--out", out, ...quick]);
    const model = decodeModel(await readFile(out), out);
    expect(model.network).toMatchObject({ input: [2], layers: [{ type: "dense", outputs: 3 }] });
    expect(model.table).toMatchObject({ show: "id" });
    const dropped = ["--target", "kind", "--drop", "id,colour", "--posterior", "mean-field"];
    const { stdout } = await runCli(["train", at("fruit.csv"), ...dropped, "--json", "--out", out, ...quick]);
    const { columns } = JSON.parse(stdout) as { columns: { name: string }[] };
    expect(columns.map(({ name }) => name)).toEqual(["size"]);
  });

  test.each([
    [["fruit.csv"], "--target: expected the column to be told by the others (id, size, colour, one, kind)"],
    [["fruit.csv", "--target", "taste"], "taste"],
    [["fruit.csv", "--target", "one"], "at least 2 classes"],
    [["fruit.csv", "--target", "kind", "--preset", "tutorial"], "--preset"],
    [["fruit.csv", "--target", "kind", "--reading", "ink"], "--reading"],
    [["fruit.csv", "--target", "kind", "--drop", "colour,size,id,one"], "a column at least"],
    [["fruit.csv", "--target", "kind", "--drop", "colours"], "drop: expected columns of"],
    [["fruit.csv", "--target", "kind", "--text", "sizes"], "--text: expected columns whose cells"],
    [["fruit.csv", "--target", "size"], "regression is not supported"],
  ])("%j: says what is wrong", async ([table, ...options], words) => {
    const at = await fruit();
    const { code, stderr } = await runCli(["train", at(table), ...options, "--out", at("no.nescio")]);
    expect(code).not.toBe(0);
    expect(stderr).toContain(words);
  });

  test("options for tables are told beside images", async () => {
    const at = await fruit();
    const { code, stderr } = await runCli(["train", "glyphs", "--target", "kind", "--out", at("no.nescio")]);
    expect([code, stderr]).toEqual([
      expect.any(Number),
      expect.stringContaining("--target: expected a table"),
    ]);
  });
});
