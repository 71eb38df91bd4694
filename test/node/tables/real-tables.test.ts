import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { readArray } from "../../../packages/node/src/tables/read-array.js";
import { readRows } from "../../../packages/node/src/tables/read-rows.js";
import { realData } from "../../helpers/shared-data.js";

const folder = (name: string): string => join(realData ?? "", name);
const has = (name: string): boolean => realData !== undefined && existsSync(folder(name));

describe.skipIf(!has("tables"))("real tables", () => {
  test.each([
    ["iris", 150, 4, 5.1],
    ["wine", 178, 13, 14.23],
    ["breast-cancer", 569, 30, 17.99],
  ])("%s", async (name, count, width, first) => {
    const rows = await readRows(folder(`tables/${name}.csv`), { keep: ["target"] });
    expect(rows).toMatchObject({ count });
    expect(rows.columns).toHaveLength(width);
    expect(rows.data[0]).toBe(Math.fround(first));
    expect(new Set(rows.text.get("target")).size).toBe(name === "breast-cancer" ? 2 : 3);
  });

  test("diabetes", async () => {
    const rows = await readRows(folder("tables/diabetes.csv"));
    expect(rows).toMatchObject({ count: 442 });
    expect(rows.columns.at(-1)).toBe("target");
    expect(rows.data[10]).toBe(151);
  });
});

describe.skipIf(!has("clinc150"))("real embeddings", () => {
  test.each(
    has("clinc150") ? readdirSync(folder("clinc150")).filter((name) => /^(?!train).*\.npy$/.test(name)) : [],
  )("%s has a row of length 1 for each text", async (name) => {
    const { columns, count, data } = await readRows(folder(`clinc150/${name}`));
    expect(columns).toHaveLength(512);
    for (let row = 0; row < count; row += 97)
      expect(Math.hypot(...data.subarray(row * 512, (row + 1) * 512))).toBeCloseTo(1, 2);
    const array = await readArray(folder(`clinc150/${name}`));
    expect(array).toMatchObject({ shape: [count, 512], dtype: "f2" });
    expect(Buffer.compare(Buffer.from(array.data.buffer), Buffer.from(data.buffer))).toBe(0);
    const csv = folder(`clinc150/${name.replace("npy", "csv")}`);
    // There is no number in the texts.
    const texts = await readRows(csv, { columns: ["text"], missing: "nan" }).catch((error: unknown) => error);
    expect(texts).toHaveProperty(
      "message",
      expect.stringContaining('column "text": expected a finite number'),
    );
  });
});
