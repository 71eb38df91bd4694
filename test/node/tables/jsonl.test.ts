import { describe, expect, test } from "vitest";
import { expectNescioError } from "../../helpers/errors.js";
import { readTable } from "../../helpers/tables.js";

describe("JSON Lines", () => {
  test("of objects has their keys as columns, and null where one is missing", async () => {
    const text =
      '\ufeff{"x": 1, "t": "a", "b": true}\r\n\r\n{"t": null, "x": -2.5e-3}\n{"b": false, "x": 3, "t": "é"}';
    expect(await readTable("a.jsonl", text)).toEqual({
      columns: ["x", "t", "b"],
      rows: [
        [1, "a", true],
        [-0.0025, null, null],
        [3, "é", false],
      ],
      lines: [1, 3, 4],
    });
  });

  test("of arrays has numbered columns", async () => {
    expect(await readTable("a.ndjson", "[1, 2]\n[3, null]\n")).toMatchObject({
      columns: ["c0", "c1"],
      rows: [
        [1, 2],
        [3, null],
      ],
    });
  });

  test("does not take what all objects have for cells", async () => {
    const text = '{"__proto__": 1, "constructor": 2}\n{"constructor": 3}\n';
    expect(await readTable("a.jsonl", text)).toMatchObject({
      columns: ["__proto__", "constructor"],
      rows: [
        [1, 2],
        [null, 3],
      ],
    });
  });

  test.each<[string, string, ...string[]]>([
    ["nothing", " \n\n", "a table with rows"],
    ["another key", '{"x": 1}\n{"x": 1, "y": 2}\n', 'line 2, column "y"', "a key that the first line has"],
    ["a nested list", '{"x": 1}\n{"x": [1, 2]}\n', 'line 2, column "x"', "[1,2]", "a column of its own"],
    ["a nested object in the first line", '{"x": {"y": 1}}\n', 'line 1, column "x"', '{"y":1}'],
    ["nested arrays", "[[1, 2], [3, 4]]\n", 'line 1, column "c0"'],
    ["a longer array", "[1, 2]\n[1, 2, 3]\n", "line 2", "expected 2 columns", "got 3"],
    ["arrays behind objects", '{"x": 1}\n[1]\n', "line 2", "an object, as before it"],
    ["objects behind arrays", '[1]\n{"x": 1}\n', "line 2", "an array, as before it"],
    ["no JSON", '{"x": 1}\n{x: 1}\n', "line 2", "JSON, a value a line"],
    ["JSON over many lines", "[\n  1\n]\n", "line 1", "a line of its own"],
    ["numbers", "1\n", "line 1", "an object or an array"],
    ["null", "null\n", "line 1", "got null"],
    ["a number beyond doubles", '{"x": 1e999}\n', 'line 1, column "x"', "a finite number", "Infinity"],
    ["no columns", "{}\n", "1 to 65536 columns"],
    ["many columns", `[${"0,".repeat(70_000)}0]\n`, "1 to 65536 columns", "70001"],
    ["a deep nest", "[".repeat(1_000_000), "line 1"],
    ["a long line", `{"x": "${"x".repeat(9_000_000)}`, "line 1", "at most 8388608"],
    ["a zero character", '{"x": "\0"}', "zero character"],
  ])("of %s is refused", async (_, text, ...words) => {
    await expectNescioError(() => readTable("a.jsonl", text), "invalid-data", "a.jsonl", ...words);
  });
});
