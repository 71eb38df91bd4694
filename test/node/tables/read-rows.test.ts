import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { readRows, type ReadRowsOptions } from "../../../packages/node/src/tables/read-rows.js";
import { expectNescioError } from "../../helpers/errors.js";
import { npyFile, npy } from "../../helpers/npy.js";
import { fileOf } from "../../helpers/tables.js";

const text = "id,x,y,label\na,1,2.5,cat\nb,-3,4e1,dog\n";
const rowsOf = async (options: ReadRowsOptions, content = text) => {
  const { data, text: texts, ...rest } = await readRows(await fileOf("a.csv", content), options);
  return { data: [...data], text: Object.fromEntries(texts), ...rest };
};

const same = (data: Float32Array, numbers: readonly number[]): boolean =>
  data.length === numbers.length && data.every((value, index) => value === numbers[index]);

describe("readRows", () => {
  test("gives numbers by rows, and columns of text", async () => {
    expect(await rowsOf({ keep: ["label", "id"] })).toEqual({
      columns: ["x", "y"],
      count: 2,
      data: [1, 2.5, -3, 40],
      text: { label: ["cat", "dog"], id: ["a", "b"] },
    });
  });

  test("takes the columns that are named, in their order", async () => {
    expect(await rowsOf({ columns: ["y", "x"] })).toMatchObject({
      columns: ["y", "x"],
      data: [2.5, 1, 40, -3],
      text: {},
    });
    expect(await rowsOf({ drop: ["id", "label", "x"] })).toMatchObject({ columns: ["y"], data: [2.5, 40] });
    expect(await rowsOf({ columns: ["x"], keep: ["x"] })).toMatchObject({
      data: [1, -3],
      text: { x: ["1", "-3"] },
    });
  });

  test("reads arrays of numbers, more than a block of them", async () => {
    const numbers = Array.from({ length: 300_000 }, (_, index) => index);
    const { data, count } = await readRows(await fileOf("a.npy", npy("<i4", [100_000, 3], numbers)));
    expect(count).toBe(100_000);
    expect(same(data, numbers)).toBe(true);
    const lines = Readable.from(
      (function* () {
        for (let index = 0; index < 300_000; index += 3) yield `[${index},${index + 1},${index + 2}]\n`;
      })(),
    );
    expect(same((await readRows(lines, { format: "jsonl" })).data, numbers)).toBe(true);
  });

  test("takes truth as 1 and 0, and keeps what is missing in text", async () => {
    const path = await fileOf("a.jsonl", '{"b": true, "t": null}\n{"t": 5, "b": false}\n');
    const { data, text: texts } = await readRows(path, { keep: ["t"] });
    expect([...data]).toEqual([1, 0]);
    expect(texts.get("t")).toEqual([null, "5"]);
  });

  test("refuses cells without a number, or has them as NaN", async () => {
    const content = "x,y\n1,2\n,NaN\n";
    await expectNescioError(() => rowsOf({}, content), "invalid-data", 'line 3, column "x"', "an empty cell");
    expect((await rowsOf({ missing: "nan" }, content)).data).toEqual([1, 2, NaN, NaN]);
    const words = "x\n1\ntwo\n";
    await expectNescioError(
      () => rowsOf({ missing: "nan" }, words),
      "invalid-data",
      'line 3, column "x"',
      '"two"',
    );
    const array = await fileOf("a.npy", npy("<f4", [2, 2], [1, 2, 3, Infinity]));
    await expectNescioError(() => readRows(array), "invalid-data", 'row 2, column "c1"', "Infinity");
  });

  test.each<[string, string, ReadRowsOptions, "invalid-data" | "invalid-option", ...string[]]>([
    ["two columns of a name", "x,x\n1,2\n", {}, "invalid-data", '"x" for columns 1 and 2'],
    ["no rows", "x,y\n", {}, "invalid-data", "a table with rows"],
    ["decimal commas", "x;y\n3,14;2\n", {}, "invalid-data", 'column "x"', "decimal comma"],
    ["a number beyond single precision", "x\n1e39\n", {}, "invalid-data", "single precision", "1e+39"],
    [
      "a column that is none",
      text,
      { columns: ["z"] },
      "invalid-option",
      "columns",
      "(id, x, y, label)",
      '"z"',
    ],
    ["none to drop", text, { drop: ["z"] }, "invalid-option", "drop"],
    ["none to keep", text, { keep: ["z"] }, "invalid-option", "keep"],
    [
      "one both wanted and dropped",
      text,
      { columns: ["x"], drop: ["x"] },
      "invalid-option",
      "drop",
      '"x" in both',
    ],
    ["no numbers", "a,b\nx,y\n", { keep: ["a", "b"] }, "invalid-option", "a column of numbers"],
  ])("refuses %s", async (_, content, options, code, ...words) => {
    await expectNescioError(() => rowsOf(options, content), code, ...words);
  });

  test("refuses more numbers than memory should hold, before they are read where the format says how many", async () => {
    // A file with holes: 2^28 + 1 numbers that take no place on disk.
    const header = "{'descr': '|u1', 'fortran_order': False, 'shape': (268435457,), }";
    const path = await fileOf("a.npy", npyFile(header, new Uint8Array(0)));
    const { truncate, stat } = await import("node:fs/promises");
    await truncate(path, (await stat(path)).size + 2 ** 28 + 1);
    await expectNescioError(() => readRows(path), "invalid-data", "at most 268435456 numbers", "268435457");
  });
});
