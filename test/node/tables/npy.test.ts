import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { readArray } from "../../../packages/node/src/tables/read-array.js";
import { expectNescioError } from "../../helpers/errors.js";
import { npy, npyFile, npyNumbers } from "../../helpers/npy.js";
import { fileOf, readTable } from "../../helpers/tables.js";

const orders = ["<", ">"];

describe("npy", () => {
  test.each([
    ["f2", [0x3c00, 0xc000, 0x0001, 0x7bff], [1, -2, 2 ** -24, 65504]],
    ["f4", [1.5, -2, 1e-40, 3e38], [1.5, -2, 1e-40, 3e38].map(Math.fround)],
    ["f8", [0.1, -2, 1e-310, 1e308], [0.1, -2, 1e-310, 1e308]],
    ["i1", [1, -128, 127, 0], [1, -128, 127, 0]],
    ["i2", [1, -32768, 32767, 0], [1, -32768, 32767, 0]],
    ["i4", [1, -(2 ** 31), 2 ** 31 - 1, 0], [1, -(2 ** 31), 2 ** 31 - 1, 0]],
    ["i8", [1n, -(2n ** 53n) + 1n, 2n ** 53n - 1n, 0n], [1, -(2 ** 53) + 1, 2 ** 53 - 1, 0]],
    ["u1", [1, 255, 127, 0], [1, 255, 127, 0]],
    ["u2", [1, 65535, 32767, 0], [1, 65535, 32767, 0]],
    ["u4", [1, 2 ** 32 - 1, 7, 0], [1, 2 ** 32 - 1, 7, 0]],
    ["u8", [1n, 2n ** 53n - 1n, 7n, 0n], [1, 2 ** 53 - 1, 7, 0]],
  ] as const)("of %s, in both byte orders and both orders of dimensions", async (type, stored, values) => {
    for (const order of type.endsWith("1") ? ["|"] : orders) {
      const rows = await readTable("a.npy", npy(order + type, [2, 2], stored));
      expect(rows).toMatchObject({
        columns: ["c0", "c1"],
        rows: [values.slice(0, 2), values.slice(2)],
      });
      const fortran = await readTable("a.npy", npy(order + type, [2, 2], stored, { fortran: true }));
      expect(fortran.rows).toEqual([
        [values[0], values[2]],
        [values[1], values[3]],
      ]);
      const array = await readArray(await fileOf("a.npy", npy(order + type, [4], stored)));
      expect({ ...array, data: [...array.data] }).toEqual({ shape: [4], data: values, dtype: type });
      const double = ["f8", "i4", "i8", "u4", "u8"].includes(type);
      expect(array.data).toBeInstanceOf(double ? Float64Array : Float32Array);
    }
  });

  test("of bool is true and false, or 1 and 0", async () => {
    const bytes = npy("|b1", [2, 2], [1, 0, 0, 1]);
    expect((await readTable("a.npy", bytes)).rows).toEqual([
      [true, false],
      [false, true],
    ]);
    expect([...(await readArray(await fileOf("a.npy", bytes))).data]).toEqual([1, 0, 0, 1]);
  });

  test("of one dimension is a column", async () => {
    expect(await readTable("a.npy", npy("<f4", [3], [1, NaN, -Infinity]))).toMatchObject({
      columns: ["c0"],
      rows: [[1], [NaN], [-Infinity]],
    });
  });

  test.each([1, 2, 3])("of version %i", async (version) => {
    expect((await readTable("a.npy", npy("<i2", [1, 2], [5, 6], { version }))).rows).toEqual([[5, 6]]);
  });

  test("headers are read as Python writes them", async () => {
    const numbers = npyNumbers("<f4", [1, 2]);
    for (const header of [
      "{'shape': (2L, 1), 'fortran_order': False, 'descr': '<f4'}",
      "{ 'descr' : '<f4' , 'fortran_order':False,'shape':(2,1,),}",
    ])
      expect((await readTable("a.npy", npyFile(header, numbers))).rows).toEqual([[1], [2]]);
  });

  test("tables of many rows are read in blocks, and as they came as a stream", async () => {
    const numbers = Array.from({ length: 150_000 * 2 }, (_, index) => index % 1000);
    const bytes = npy(">i4", [150_000, 2], numbers);
    const { rows } = await readTable("a.npy", bytes);
    expect(rows.every(([a, b], row) => a === numbers[2 * row] && b === numbers[2 * row + 1])).toBe(true);
    const stream = Readable.from([bytes.subarray(0, 5), bytes.subarray(5)]);
    const { data } = await readArray(stream, { format: "npy" });
    expect(Buffer.compare(Buffer.from(data.buffer), Buffer.from(Float64Array.from(numbers).buffer))).toBe(0);
    expect(stream.destroyed).toBe(true);
  });

  test("arrays of three dimensions come in one order", async () => {
    const shape = [2, 3, 4];
    const numbers = Array.from({ length: 24 }, (_, index) => index);
    const plain = await readArray(await fileOf("a.npy", npy("<f4", shape, numbers)));
    expect([...plain.data]).toEqual(numbers);
    const turned = await readArray(await fileOf("a.npy", npy("<f4", shape, numbers, { fortran: true })));
    // numpy.arange(24).reshape((2, 3, 4), order="F").ravel()
    const expected = [0, 6, 12, 18, 2, 8, 14, 20, 4, 10, 16, 22, 1, 7, 13, 19, 3, 9, 15, 21, 5, 11, 17, 23];
    expect([...turned.data]).toEqual(expected);
    await expectNescioError(
      () => readTable("a.npy", npy("<f4", shape, numbers)),
      "invalid-data",
      "shape (2, 3, 4)",
    );
    const four = await fileOf("a.npy", npy("<f4", [2, 3, 2, 2], numbers));
    await expectNescioError(() => readArray(four), "invalid-data", "one to three dimensions");
    const none = await fileOf("a.npy", npyFile(header({ shape: "()" }), npyNumbers("<f4", [1])));
    await expectNescioError(() => readArray(none), "invalid-data", "one to three dimensions");
  });

  test.each(["<i8", ">u8"])(
    "64-bit integers of %s beyond 2⁵³ are refused with their place",
    async (descr) => {
      const bytes = npy(descr, [2, 2], [1, 2, 3, 2n ** 53n]);
      await expectNescioError(
        () => readTable("a.npy", bytes),
        "invalid-data",
        'row 2, column "c1"',
        "got 9007199254740992",
      );
      const turned = npy(descr, [3, 2], [1, 2, 3, 4, 2n ** 60n, 6], { fortran: true });
      await expectNescioError(() => readTable("a.npy", turned), "invalid-data", 'row 2, column "c1"');
      const path = await fileOf("a.npy", bytes);
      await expectNescioError(() => readArray(path), "invalid-data", "number 4", "9007199254740992");
    },
  );

  test("a file that was cut off is refused, wherever", async () => {
    const bytes = npy("<f4", [2, 3], [1, 2, 3, 4, 5, 6], { version: 2 });
    const table = (length: number) => readTable("a.npy", bytes.subarray(0, length));
    for (let length = 0; length < bytes.length; length++)
      await expectNescioError(() => table(length), "invalid-data", "a.npy");
    await expectNescioError(
      () => readTable("a.npy", Buffer.concat([bytes, bytes])),
      "invalid-data",
      "152 bytes",
    );
  });

  test.each<[string, Uint8Array, "invalid-data" | "unsupported", ...string[]]>([
    [
      "pickled objects",
      npyFile(header({ descr: "'|O'" }), Buffer.from("\x80\x03cos\nsystem\n")),
      "unsupported",
      "pickled",
    ],
    [
      "a structure",
      npyFile(header({ descr: "[('a', '<f4'), ('b', '|O')]" }), npyNumbers("<f4", [1])),
      "unsupported",
      "structured",
    ],
    ["texts", npyFile(header({ descr: "'<U8'" }), new Uint8Array(32)), "unsupported", '"<U8"'],
    ["complex numbers", npyFile(header({ descr: "'<c8'" }), new Uint8Array(8)), "unsupported", '"<c8"'],
    ["times", npyFile(header({ descr: "'<M8[ns]'" }), new Uint8Array(8)), "unsupported", "<M8[ns]"],
    ["no byte order", npyFile(header({ descr: "'|f4'" }), new Uint8Array(4)), "unsupported", '"|f4"'],
    ["a width that is none", npyFile(header({ descr: "'<f3'" }), new Uint8Array(3)), "unsupported", '"<f3"'],
    ["version 4", npy("<f4", [1], [1], { version: 4 }), "unsupported", "version 1, 2 or 3", "4.0"],
    [
      "a header of 4 GiB",
      Buffer.from("\x93NUMPY\x02\x00\xff\xff\xff\xff", "latin1"),
      "invalid-data",
      "at most 65536",
    ],
    [
      "a shape of negative size",
      npyFile(header({ shape: "(-1,)" }), new Uint8Array(0)),
      "invalid-data",
      "npy header",
    ],
    [
      "a shape beyond all files",
      npyFile(header({ shape: "(4294967296, 4294967296)" }), new Uint8Array(0)),
      "invalid-data",
    ],
    [
      "a shape beyond the file",
      npyFile(header({ shape: "(1000000000, 2)" }), new Uint8Array(8)),
      "invalid-data",
      "8000000128",
    ],
    ["a shape that is a program", npyFile(header({ shape: "(exit(),)" }), new Uint8Array(8)), "invalid-data"],
    [
      "two shapes",
      npyFile(header({ shape: "(1,), 'shape': (2,)" }), new Uint8Array(8)),
      "invalid-data",
      "two of shape",
    ],
    [
      "another key",
      npyFile(header({ shape: "(1,), 'more': True" }), new Uint8Array(8)),
      "invalid-data",
      "more",
    ],
    [
      "no shape",
      npyFile("{'descr': '<f4', 'fortran_order': False}", new Uint8Array(8)),
      "invalid-data",
      "descr, fortran_order",
    ],
    [
      "no order",
      npyFile("{'descr': '<f4', 'fortran_order': 'C', 'shape': (1,)}", new Uint8Array(4)),
      "invalid-data",
    ],
    ["no dictionary", npyFile("[1]", new Uint8Array(8)), "invalid-data", "no dictionary"],
    ["no columns", npy("<f4", [2, 0], []), "invalid-data", "1 to 65536 columns"],
    ["many columns", npy("|u1", [1, 70_000], new Array<number>(70_000).fill(0)), "invalid-data", "70000"],
    ["an npz file", Buffer.from("PK\x03\x04 ………………"), "invalid-data", "other first bytes"],
  ])("of %s is refused", async (_, bytes, code, ...words) => {
    await expectNescioError(() => readTable("a.npy", bytes), code, "a.npy", ...words);
  });

  test("a long header of hostile text takes no long time", async () => {
    for (const text of [
      "'a':'b',".repeat(7000),
      "(".repeat(60_000),
      "'descr': [" + "[".repeat(60_000),
      " ".repeat(60_000),
    ])
      await expectNescioError(
        () => readTable("a.npy", npyFile(`{${text}}`, new Uint8Array(0))),
        "invalid-data",
      );
  });
});

function header({ descr = "'<f4'", shape = "(1,)" }): string {
  return `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;
}
