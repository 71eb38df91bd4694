import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openTable, type OpenTableOptions } from "../../packages/node/src/tables/open-table.js";
import type { Cell } from "../../packages/core/src/data/tables/cell.js";
import { temporaryFolder } from "./folder.js";

/** The path of a file that goes when the test ends. */
export async function fileOf(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

/** A whole table. */
export async function readTable(
  name: string,
  content: string | Uint8Array,
  options: OpenTableOptions = {},
): Promise<{
  readonly columns: readonly string[];
  readonly rows: Cell[][];
  readonly lines: (number | undefined)[];
}> {
  const table = await openTable(await fileOf(name, content), options);
  const rows: Cell[][] = [];
  const lines: (number | undefined)[] = [];
  for await (const row of table.rows()) {
    if (row.number !== rows.length + 1) throw new Error(`row ${row.number} after ${rows.length}`);
    rows.push([...row.cells]);
    lines.push(row.line);
  }
  return { columns: table.columns, rows, lines };
}
