import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { basename } from "node:path";
import { expect, test } from "vitest";
import { readTable } from "../../../packages/node/src/tables/read-table.js";
import { npy } from "../../helpers/npy.js";
import { fileOf } from "../../helpers/tables.js";

test.each<[string, string | Uint8Array]>([
  ["rows.csv", "x,y\n1,2\n3,4\n"],
  ["rows.npy", npy("<f4", [2, 2], [1, 2, 3, 4])],
])("%s: a table knows its file by its checksum", async (name, content) => {
  const path = await fileOf(name, content);
  const sha256 = createHash("sha256").update(content).digest("hex");
  expect((await readTable(path)).sources).toEqual([{ file: basename(path), sha256 }]);
});

test("what comes through a pipe has no file", async () => {
  const path = await fileOf("rows.csv", "x,y\n1,2\n");
  const table = await readTable(createReadStream(path), { format: "csv", name: "standard input" });
  expect([table.count, table.sources]).toEqual([1, undefined]);
});
