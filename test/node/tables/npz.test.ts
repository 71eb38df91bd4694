import { describe, expect, test } from "vitest";
import { readArray } from "../../../packages/node/src/tables/read-array.js";
import { expectNescioError } from "../../helpers/errors.js";
import { npy } from "../../helpers/npy.js";
import { fileOf, readTable } from "../../helpers/tables.js";
import { zip, type ZipEntry } from "../../helpers/zip.js";

const content = npy("<f4", [2, 2], [1, 2, 3, 4]);
const rows = [
  [1, 2],
  [3, 4],
];
const entry = (facts: Partial<ZipEntry> = {}): ZipEntry => ({ name: "x.npy", content, ...facts });

describe("npz", () => {
  test.each<[string, Partial<ZipEntry>]>([
    ["stored", {}],
    ["deflated", { deflate: true }],
    ["stored as NumPy does it", { long: true }],
    ["deflated as NumPy does it", { deflate: true, long: true }],
  ])("of an array, %s", async (_, facts) => {
    expect(await readTable("a.npz", zip([entry(facts)]))).toMatchObject({ columns: ["c0", "c1"], rows });
    expect(await readArray(await fileOf("a.npz", zip([entry(facts)])))).toMatchObject({
      shape: [2, 2],
      dtype: "f4",
    });
  });

  test("of several needs a name", async () => {
    const bytes = zip([entry(), entry({ name: "y.npy", deflate: true, content: npy("|u1", [1], [7]) })]);
    expect((await readTable("a.npz", bytes, { member: "x" })).rows).toEqual(rows);
    expect((await readTable("a.npz", bytes, { member: "y.npy" })).rows).toEqual([[7]]);
    await expectNescioError(
      () => readTable("a.npz", bytes),
      "invalid-option",
      "a single array",
      "got 2: x, y",
    );
    await expectNescioError(
      () => readTable("a.npz", bytes, { member: "z" }),
      "not-found",
      "one of x, y",
      '"z"',
    );
    await expectNescioError(() => readTable("a.npy", content, { member: "x" }), "invalid-option", "member");
  });

  test("large arrays are inflated in pieces", async () => {
    const numbers = Array.from({ length: 200_000 }, (_, index) => (index * 7919) % 65_536);
    const bytes = zip([entry({ deflate: true, content: npy("<u2", [200_000], numbers) })]);
    const { data } = await readArray(await fileOf("a.npz", bytes));
    expect(Buffer.compare(Buffer.from(data.buffer), Buffer.from(Float32Array.from(numbers).buffer))).toBe(0);
  });

  test.each<[string, Uint8Array, "invalid-data" | "corrupt" | "unsupported", ...string[]]>([
    ["nothing", new Uint8Array(0), "corrupt", "directory"],
    ["no zip", new Uint8Array(100_000), "corrupt", "directory"],
    ["no arrays", zip([entry({ name: "readme.txt" })]), "invalid-data", "a single array", "none"],
    ["no members", zip([]), "invalid-data", "a single array"],
    ["two members of a name", zip([entry(), entry()]), "corrupt", "different names"],
    ["another checksum", zip([entry({ crc: 1 })]), "corrupt", "checksum"],
    ["an encrypted member", zip([entry({ flags: 1 })]), "unsupported", "encrypted"],
    ["another method", zip([entry({ method: 12 })]), "unsupported", "method 12"],
    ["deflated bytes that are none", zip([entry({ method: 8 })]), "corrupt"],
    ["a size that is too small", zip([entry({ deflate: true, size: 20 })]), "corrupt", "got more"],
    ["a size that is too large", zip([entry({ deflate: true, size: 2000 })]), "corrupt", "2000 bytes"],
    [
      "a size that so few bytes cannot become",
      zip([entry({ deflate: true, size: 2 ** 30 })]),
      "corrupt",
      "1073741824",
    ],
    [
      "a size beyond memory",
      zip([entry({ deflate: true, size: 2 ** 40, long: true })]),
      "invalid-data",
      "at most",
    ],
    ["pickled objects", zip([entry({ content: npy("|O", [1], []) })]), "unsupported", "x.npy", "pickled"],
  ])("of %s is refused", async (_, bytes, code, ...words) => {
    await expectNescioError(() => readTable("a.npz", bytes), code, "a.npz", ...words);
  });

  test("a bomb is inflated no further than to the size that it claims", async () => {
    const bomb = zip([entry({ deflate: true, content: new Uint8Array(2 ** 25), size: 1000, crc: 0 })]);
    expect(bomb.length).toBeLessThan(70_000);
    await expectNescioError(() => readTable("a.npz", bomb), "corrupt", "1000 bytes", "got more");
  });

  test("a file that was cut off, or of which a byte is another, is refused or read right", async () => {
    const bytes = zip([entry({ deflate: true, long: true })]);
    for (let length = 0; length < bytes.length; length++)
      await expectNescioError(() => readTable("a.npz", bytes.subarray(0, length)), "corrupt", "a.npz");
    for (let place = 0; place < bytes.length; place++) {
      const changed = bytes.slice();
      changed[place] ^= 0xff;
      const outcome = await readTable("a.npz", changed).then(
        (table) => table.rows,
        (error: unknown) => error,
      );
      if (Array.isArray(outcome)) expect(outcome).toEqual(rows);
      else expect(outcome).toHaveProperty("name", "NescioError");
    }
  });
});
