import { Readable } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openTable } from "../../../packages/node/src/tables/open-table.js";
import { expectNescioError } from "../../helpers/errors.js";
import { heldBytes } from "../../helpers/heap.js";
import { readTable } from "../../helpers/tables.js";

describe("CSV", () => {
  test("has quotes, line ends in them, empty cells and empty lines", async () => {
    const table = await readTable("a.csv", 'x,text\n1,"a ""b"", c"\n\n2,"d\ne"\n3,\n');
    expect(table.columns).toEqual(["x", "text"]);
    expect(table.rows).toEqual([
      ["1", 'a "b", c'],
      ["2", "d\ne"],
      ["3", ""],
    ]);
    expect(table.lines).toEqual([2, 5, 6]);
  });

  test("counts lines of both kinds, also in quotes", async () => {
    const { lines } = await readTable("a.csv", 'x,y\r\n1,"a\r\nb"\r\n\r\n2,3\n4,"\n\n"\n5,6');
    expect(lines).toEqual([3, 5, 8, 9]);
  });

  test.each([
    ["a byte order mark and the ends of Windows", "\ufeffx,y\r\n1,2\r\n"],
    ["no end of the last line", "x,y\n1,2"],
    ["mixed ends", "x,y\r\n1,2\n"],
    ["the ends of an old Mac", "x,y\r1,2\r"],
    ["semicolons", "x;y\n1;2\n"],
    ["tabs", "x\ty\n1\t2\n"],
    ["empty lines before", "\n\r\nx,y\n1,2\n"],
    ["quoted names", '"x","y"\n"1","2"\n'],
    ["spaces around names", " x, y\n1,2\n"],
  ])("is read with %s", async (_, text) => {
    expect(await readTable("a.csv", text)).toMatchObject({ columns: ["x", "y"], rows: [["1", "2"]] });
  });

  test("needs no header", async () => {
    const expected = {
      columns: ["c0", "c1"],
      rows: [
        ["1", "2"],
        ["3", "4"],
      ],
    };
    expect(await readTable("a.csv", "1,2\n3,4\n")).toMatchObject(expected);
    expect(await readTable("a.csv", "1,2\n3,4\n", { header: false })).toMatchObject(expected);
    expect(await readTable("a.csv", "1,2\n3,4\n", { header: true })).toMatchObject({
      columns: ["1", "2"],
      rows: [["3", "4"]],
    });
    const error = await expectNescioError(
      () => readTable("a.csv", "0,1,2\n.5,.5,.5\n"),
      "invalid-data",
      "got 0, 1, 2, which may be either",
    );
    expect(error.next).toBe("Say whether there is a header.");
  });

  test("is read with the delimiter that is asked for", async () => {
    expect(await readTable("a.csv", "x;y,z\n1;2,5\n", { delimiter: ";" })).toMatchObject({
      columns: ["x", "y,z"],
      rows: [["1", "2,5"]],
    });
  });

  test("TSV has tabs", async () => {
    expect(await readTable("a.tsv", "x\ty,z\n1\t2;3\n")).toMatchObject({
      columns: ["x", "y,z"],
      rows: [["1", "2;3"]],
    });
  });

  test("of quoted empty cells only is a row", async () => {
    expect(await readTable("a.csv", 'x\n""\n')).toMatchObject({ rows: [[""]] });
  });

  test.each<[string, string | Uint8Array, ...string[]]>([
    ["too few cells", "x,y\n1,2\n3\n", "line 3", "expected 2 columns", "got 1"],
    ["too many cells", "x,y\n1,2,3\n", "line 2", "expected 2 columns", "got 3"],
    ["two columns of a name", "x,y,x\n1,2,3\n", 'got "x" for columns 1 and 3'],
    ["nothing", "", "expected a table with rows"],
    ["empty lines", "\n\r\n\n", "expected a table with rows"],
    ["a quote that is not closed", 'x,y\n1,"2\n3,4\n', "not closed"],
    ["more behind a quote", 'x,y\n1,"2"3\n', "line 2", "after its closing quote"],
    ["a quote within", 'x,y\n1,2"3"\n', "line 2", "a quote within a cell"],
    ["a zero character", "x,y\n1,\0\n", "zero character"],
    ["UTF-16", Buffer.from("\ufeffx,y\n", "utf16le"), "got UTF-16", "Save it as text in UTF-8."],
    ["UTF-16, the other way", Buffer.from([0xfe, 0xff, 0, 0x78]), "got UTF-16"],
    ["UTF-16 without a mark", Buffer.from("x,y\n", "utf16le"), "zero character"],
    ["Latin-1", Buffer.from("x,y\ncaf\xe9,1\n", "latin1"), "expected text in UTF-8", "before byte 11"],
    ["half a character at its end", Buffer.from([0x78, 0x2c, 0x79, 0x0a, 0xc3]), "expected text in UTF-8"],
    ["a gzip file", Buffer.from([0x1f, 0x8b, 8, 0, 0]), "got a gzip file", "Unpack"],
    ["a spreadsheet", Buffer.from("PK\x03\x04 …"), "spreadsheets"],
    ["a parquet file", Buffer.from("PAR1"), "Name the format parquet"],
    ["an npy file", Buffer.from("\x93NUMPY", "latin1"), "Name the format npy"],
  ])("of %s is refused", async (_, content, ...words) => {
    await expectNescioError(() => readTable("a.csv", content), "invalid-data", "a.csv", ...words);
  });

  test("of two million columns is refused, and of a quote that is not closed before all is in memory", async () => {
    await expectNescioError(
      () => readTable("a.csv", "1,".repeat(2_000_000)),
      "invalid-data",
      "1 to 65536 columns",
      "2000001",
    );
    const endless = (start: string, piece: string): Readable =>
      Readable.from(
        (function* () {
          yield start;
          for (;;) yield piece;
        })(),
      );
    for (const [start, piece] of [
      ['x,y\n1,2\n1,"', "no end\n".repeat(10_000)],
      ["x,y\n1,2\n", ",".repeat(60_000)],
      ['x,y\n1,2\n"\n"', ',,,,,"\n"'.repeat(8000)],
    ]) {
      const stream = endless(start, piece);
      await expectNescioError(
        async () => {
          for await (const _ of (await openTable(stream, { format: "csv" })).rows());
        },
        "invalid-data",
        "a row of at most 8388608 bytes",
      );
      expect(stream.destroyed).toBe(true);
    }
  });

  test("gives back what was written", async () => {
    const cell = fc.string({
      unit: fc.constantFrom("a", "1", ",", ";", "\t", '"', "\n", "\r\n", "é", "😀", " "),
    });
    const table = fc
      .integer({ min: 1, max: 5 })
      .chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1 }));
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.constantFrom("\n", "\r\n"),
        fc.integer({ min: 1, max: 9 }),
        async (rows, end, step) => {
          const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
          const bytes = Buffer.from(rows.map((row) => row.map(quoted).join(",") + end).join(""));
          const pieces = Array.from({ length: Math.ceil(bytes.length / step) }, (_, index) =>
            bytes.subarray(index * step, (index + 1) * step),
          );
          const stream = Readable.from(pieces);
          const read = await openTable(stream, { format: "csv", header: false, delimiter: "," });
          const found: unknown[] = [];
          for await (const { cells } of read.rows()) found.push(cells);
          expect(found).toEqual(rows);
        },
      ),
      { numRuns: 100 },
    );
  });

  test("of 200,000 rows is streamed", async () => {
    const row = (index: number): string => `${index},${"0.123456789,".repeat(9)}end\n`;
    let written = 0;
    let ahead = 0;
    let read = 0;
    const stream = Readable.from(
      (function* () {
        yield `${"a b c d e f g h i j k".split(" ").join(",")}\n`;
        for (; written < 200_000; written += 500) {
          ahead = Math.max(ahead, written - read);
          yield Array.from({ length: 500 }, (_, index) => row(written + index)).join("");
        }
      })(),
    );
    const table = await openTable(stream, { format: "csv" });
    const before = await heldBytes();
    let most = 0;
    for await (const { number, cells } of table.rows()) {
      read = number;
      if (number % 50_000 === 0) most = Math.max(most, (await heldBytes()) - before);
      if (Number(cells[0]) !== number - 1) throw new Error(`row ${number}`);
    }
    expect(read).toBe(200_000);
    expect(ahead).toBeLessThan(20_000);
    expect(most).toBeLessThan(2 ** 24);
  });
});
