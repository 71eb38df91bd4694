import * as zlib from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { describe, expect, test } from "vitest";
import { openTable } from "../../../packages/node/src/tables/open-table.js";
import { expectNescioError } from "../../helpers/errors.js";
import { fileOf, readTable } from "../../helpers/tables.js";

/** Later versions of Node have it. */
const { zstdCompressSync } = zlib as { readonly zstdCompressSync?: (bytes: Uint8Array) => Uint8Array };

type Source = Parameters<typeof parquetWriteBuffer>[0];
const parquet = (source: Source): Uint8Array => new Uint8Array(parquetWriteBuffer(source));
const column = (name: string, data: unknown[], facts: object = {}): Source["columnData"][number] => ({
  name,
  data: data as never,
  ...facts,
});

describe("Parquet", () => {
  test("has numbers, texts, truth and what is missing", async () => {
    const bytes = parquet({
      columnData: [
        column("f", [1.5, null, NaN], { type: "DOUBLE" }),
        column("s", [0.1, 2, 3], { type: "FLOAT", nullable: false }),
        column("i", [1, -2, null], { type: "INT32" }),
        column("l", [1n, -(2n ** 53n) + 1n, null], { type: "INT64" }),
        column("t", ["a", "é", null], { type: "STRING" }),
        column("b", [true, false, null], { type: "BOOLEAN" }),
        column("h", [1.5, -2, 0], { type: "FLOAT16" }),
        column("j", [{ a: 1 }, [1], null], { type: "JSON" }),
      ],
    });
    const table = await openTable(await fileOf("a.parquet", bytes));
    expect(table).toMatchObject({ format: "parquet", rowCount: 3, columns: "fsiltbhj".split("") });
    await table.close();
    expect((await readTable("a.parquet", bytes)).rows).toEqual([
      [1.5, Math.fround(0.1), 1, 1, "a", true, 1.5, '{"a":1}'],
      [null, 2, -2, -(2 ** 53) + 1, "é", false, -2, "[1]"],
      [NaN, 3, null, null, null, null, 0, null],
    ]);
  });

  test("has dates and times as ISO 8601", async () => {
    const time = (unit: "MILLIS" | "MICROS" | "NANOS") => ({
      ...({ type: "INT64", repetition_type: "OPTIONAL" } as const),
      logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit } as const,
    });
    const bytes = parquet({
      columnData: [
        column("day", [new Date("2024-02-29"), null]),
        column("ms", [1500n, -1n]),
        column("us", [1_500_001n, -1n]),
        column("ns", [1_500_000_001n, -1n]),
        column("auto", [new Date("2024-02-29T01:02:03.004Z"), null]),
      ],
      schema: [
        { name: "root", num_children: 5 },
        { name: "day", type: "INT32", converted_type: "DATE", repetition_type: "OPTIONAL" },
        { name: "ms", ...time("MILLIS") },
        { name: "us", ...time("MICROS") },
        { name: "ns", ...time("NANOS") },
        { name: "auto", type: "INT64", converted_type: "TIMESTAMP_MILLIS", repetition_type: "OPTIONAL" },
      ],
    });
    expect((await readTable("a.parquet", bytes)).rows).toEqual([
      [
        "2024-02-29",
        "1970-01-01T00:00:01.500Z",
        "1970-01-01T00:00:01.500001Z",
        "1970-01-01T00:00:01.500000001Z",
        "2024-02-29T01:02:03.004Z",
      ],
      [
        null,
        "1969-12-31T23:59:59.999Z",
        "1969-12-31T23:59:59.999999Z",
        "1969-12-31T23:59:59.999999999Z",
        null,
      ],
    ]);
  });

  test("of no rows has columns", async () => {
    const bytes = parquet({ columnData: [column("x", [], { type: "INT32" })] });
    expect(await readTable("a.parquet", bytes)).toMatchObject({ columns: ["x"], rows: [] });
  });

  const many = Array.from({ length: 5000 }, (_, index) => index % 17);
  test.each<[string, Partial<Source>, object?]>([
    ["snappy", {}],
    ["nothing", { codec: "UNCOMPRESSED" }],
    ["gzip", { codec: "GZIP", compressors: { GZIP: (bytes) => zlib.gzipSync(bytes) } }],
    ["bytes of numbers split", {}, { encoding: "BYTE_STREAM_SPLIT", type: "DOUBLE" }],
    ["differences", {}, { encoding: "DELTA_BINARY_PACKED", type: "INT32" }],
    ["small pages", { pageSize: 500 }],
  ])("is read as packed by %s, over row groups", async (_, options, facts) => {
    const texts = many.map((value) => (value === 3 ? null : `t${value}`));
    const columnData = [column("x", many, facts), column("t", texts, { type: "STRING" })];
    const { rows } = await readTable("a.parquet", parquet({ columnData, rowGroupSize: 1200, ...options }));
    expect(rows).toEqual(many.map((value, index) => [value, texts[index]]));
  });

  test.skipIf(zstdCompressSync === undefined)("is read as packed by zstd", async () => {
    const compressors = { ZSTD: (bytes: Uint8Array) => zstdCompressSync!(bytes) };
    const bytes = parquet({ columnData: [column("x", many)], codec: "ZSTD", compressors });
    expect((await readTable("a.parquet", bytes)).rows.flat()).toEqual(many);
  });

  test.each<[string, () => Uint8Array, "invalid-data" | "unsupported", ...string[]]>([
    ["nothing", () => new Uint8Array(0), "invalid-data", "0 bytes"],
    ["text", () => Buffer.from("x,y\n1,2\n3,4\n5,6\n"), "invalid-data", "PAR1"],
    ["an encrypted footer", () => Buffer.from("PARE\0\0\0\0\0\0\0\0PARE"), "unsupported", "encrypted"],
    [
      "a footer of 4 GiB",
      () => Buffer.from("PAR1\0\0\0\0\xff\xff\xff\xffPAR1", "latin1"),
      "invalid-data",
      "16777216",
    ],
    [
      "a footer beyond the file",
      () => Buffer.from("PAR1\0\0\0\0\xff\0\0\0PAR1", "latin1"),
      "invalid-data",
      "255",
    ],
    ["no footer", () => Buffer.from("PAR1\0\0\0\0\0\0\0\0PAR1"), "invalid-data", "a parquet file"],
    [
      "integers beyond 2⁵³",
      () => parquet({ columnData: [column("x", [1n, 2n ** 53n])] }),
      "invalid-data",
      'row 2, column "x"',
      "9007199254740992",
    ],
    [
      "bytes",
      () => parquet({ columnData: [column("x", [new Uint8Array([255, 1])], { type: "BYTE_ARRAY" })] }),
      "invalid-data",
      'column "x"',
    ],
    ["lists", () => lists(), "unsupported", 'column "vector"', "nested"],
  ])("of %s is refused", async (_, bytes, code, ...words) => {
    await expectNescioError(() => readTable("a.parquet", bytes()), code, "a.parquet", ...words);
  });

  test("a file that was cut off, or of which bytes are others, is refused or read, and takes no great memory", async () => {
    const columnData = [
      column("x", many.slice(0, 60)),
      column(
        "t",
        many.slice(0, 60).map((value) => `t${value}`),
      ),
    ];
    const bytes = parquet({ columnData });
    const outcome = (changed: Uint8Array): Promise<unknown> =>
      readTable("a.parquet", changed).catch((error: unknown) => error);
    for (let length = 0; length < bytes.length; length += 3)
      expect(await outcome(bytes.subarray(0, length))).toHaveProperty("name", "NescioError");
    for (let place = 0; place < bytes.length; place++) {
      const changed = bytes.slice();
      changed[place] ^= 0xff;
      const found = await outcome(changed);
      if (found instanceof Error) expect(found).toHaveProperty("name", "NescioError");
    }
    expect(process.memoryUsage().rss).toBeLessThan(2 ** 30);
  });

  test("a run that promises more values than there are is refused", async () => {
    const columnData = [column("x", new Array<number>(200).fill(7), { type: "INT32", nullable: true })];
    const bytes = parquet({ columnData, codec: "UNCOMPRESSED" });
    // Levels of a page: a run of 200 (twice that as a varint) that are there.
    const place = Buffer.from(bytes).indexOf(Buffer.from([0x90, 0x03, 1]));
    expect(place).toBeGreaterThan(0);
    bytes.set([0xfe, 0x7f, 1], place);
    await expectNescioError(
      () => readTable("a.parquet", bytes),
      "invalid-data",
      "a run of 8191 values where 200 are left",
    );
  });
});

function lists(): Uint8Array {
  return parquet({
    columnData: [column("vector", [[1, 2], [3]])],
    schema: [
      { name: "root", num_children: 1 },
      { name: "vector", repetition_type: "OPTIONAL", converted_type: "LIST", num_children: 1 },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      { name: "element", type: "INT32", repetition_type: "OPTIONAL" },
    ],
  });
}
