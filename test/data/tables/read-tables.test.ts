import { expect, test } from "vitest";
import { cellTypes } from "../../../packages/core/src/data/tables/column-schema.js";
import { encodeRows } from "../../../packages/core/src/data/tables/encode-rows.js";
import { inferColumns } from "../../../packages/core/src/data/tables/infer-columns.js";
import {
  TableBuilder,
  type TableBuilderOptions,
} from "../../../packages/core/src/data/tables/table-builder.js";
import { readTarget } from "../../../packages/core/src/data/tables/target.js";
import { openTable } from "../../../packages/node/src/tables/open-table.js";
import { expectNescioError } from "../../helpers/errors.js";
import { fileOf } from "../../helpers/tables.js";

async function load(name: string, content: string, options: TableBuilderOptions = {}) {
  const table = await openTable(await fileOf(name, content));
  const builder = new TableBuilder(name, table.columns, options);
  for await (const row of table.rows()) builder.add(row);
  return builder.finish();
}

const csv = ["age,colour,kind", '40,"red, dark",a', "50,blue,b", "NA,blue,a", ",,b", ""].join("\n");
const jsonl = [
  { age: 40, colour: "red, dark", kind: "a" },
  { age: 50, colour: "blue", kind: "b" },
  { age: null, colour: "blue", kind: "a" },
  { age: null, colour: null, kind: "b" },
]
  .map((row) => JSON.stringify(row))
  .join("\n");

test("CSV and JSON Lines of the same rows make the same schema and numbers", async () => {
  const tables = [await load("a.csv", csv), await load("a.jsonl", jsonl)];
  const [ofCsv, ofJson] = tables.map((table) => {
    const target = readTarget(table, "kind");
    const { columns } = inferColumns(table, { target });
    return { target, columns, encoded: encodeRows(columns, table) };
  });
  expect(ofJson).toEqual(ofCsv);
  expect(ofCsv.encoded.features).toEqual([
    "age",
    "age missing",
    "colour=blue",
    "colour=red, dark",
    "colour missing",
  ]);
  expect([...ofCsv.encoded.data.subarray(0, 5)]).toEqual([-1, 0, 0, 1, 0]);
  expect([...ofCsv.encoded.data.subarray(15)]).toEqual([0, 1, 0, 0, 1]);
});

test("errors name the line of the file, whatever its rows span", async () => {
  const types = cellTypes(inferColumns(await load("a.csv", csv), { drop: ["kind"] }).columns);
  const quoted = 'note,age\n"two\nlines",40\nx,forty\n';
  await expectNescioError(
    () => load("b.csv", quoted, { types, only: types.keys() }),
    "invalid-data",
    'b.csv, line 4, column "age"',
    '"forty"',
  );
});
