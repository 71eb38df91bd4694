import type { Cell } from "../../packages/core/src/data/tables/cell.js";
import type { CellTable } from "../../packages/core/src/data/tables/cell-table.js";
import { TableBuilder, type TableBuilderOptions } from "../../packages/core/src/data/tables/table-builder.js";

/** A table `a.csv` of rows of cells; the first has line 2, beneath a header. */
export function tableOf(
  names: readonly string[],
  rows: readonly (readonly Cell[])[],
  options: TableBuilderOptions = {},
): CellTable {
  const builder = new TableBuilder("a.csv", names, options);
  for (const [index, cells] of rows.entries()) builder.add({ number: index + 1, line: index + 2, cells });
  return builder.finish();
}

/** A table of one column `x`. */
export function columnOf(cells: readonly Cell[], options: TableBuilderOptions = {}): CellTable {
  return tableOf(
    ["x"],
    cells.map((cell) => [cell]),
    options,
  );
}

/** 0, 1, … count − 1, each by a function. */
export function times<T>(count: number, of: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => of(index));
}
