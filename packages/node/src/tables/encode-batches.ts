import {
  createDataset,
  NescioError,
  type Model,
  type RowDataset,
  TableBuilder,
  tableRows,
  type CellTable,
  type TableReading,
  type TableRow,
} from "@nescio/core";
import { cellTypes, checkHasColumns, placeName } from "@nescio/core/internal";
import type { Table } from "./table.js";

/** Makes of some rows of a table inputs of a network; called with one batch after the other. */
export type BatchEncoder = (rows: readonly TableRow[]) => RowDataset;

type NamedTable = Pick<Table, "name" | "columns">;

/**
 * How a model takes rows of a table. Whether columns are in other units than in training, the first batch says for all.
 *
 * @throws NescioError `invalid-data` where the table lacks columns. The encoder: as `TableBuilder` and `tableRows`.
 */
export function batchEncoder(
  { network, table: reading }: Pick<Model, "network" | "table">,
  table: NamedTable,
): BatchEncoder {
  return reading === undefined ? numbersEncoder(network.input[0], table) : tableEncoder(reading, table);
}

function tableEncoder({ columns, show }: TableReading, table: NamedTable): BatchEncoder {
  checkHasColumns(columns, table.name, table.columns);
  const types = new Map(cellTypes(columns));
  // New rows need not have a name, and whatever it is, it is not looked at.
  const named = show !== undefined && table.columns.includes(show);
  if (named && !types.has(show)) types.set(show, "text");
  const reading = named ? { columns, show } : { columns };
  let otherUnits: "refuse" | "allow" = "refuse";
  return (rows) => {
    const cells = gather(table, rows, { only: types.keys(), types });
    const encoded = tableRows(cells, reading, { otherUnits });
    otherUnits = "allow";
    return encoded;
  };
}

/** Of a model that was trained on numbers without names: all columns of numbers, in their order. */
function numbersEncoder(width: number, table: NamedTable): BatchEncoder {
  let columns = table.columns.length === width ? table.columns : undefined;
  return (rows) => {
    const types = columns && new Map(columns.map((column) => [column, "number" as const]));
    const cells = gather(table, rows, { only: columns, types });
    columns ??= numberColumns(cells, width);
    return numberRows(cells, columns);
  };
}

function gather(
  { name, columns }: NamedTable,
  rows: readonly TableRow[],
  options: ConstructorParameters<typeof TableBuilder>[2],
): CellTable {
  const builder = new TableBuilder(name, columns, options);
  for (const row of rows) builder.add(row);
  return builder.finish();
}

/**
 * The names of a table's columns of numbers.
 * @throws NescioError `invalid-data` unless they are `width`.
 */
export function numberColumns(
  { name, columns }: Pick<CellTable, "name" | "columns">,
  width: number,
): string[] {
  const numbers = columns.filter(({ type }) => type === "number").map((column) => column.name);
  if (numbers.length === width) return numbers;
  throw new NescioError({
    code: "invalid-data",
    subject: name,
    expected: `${width} columns of numbers, as the model takes`,
    found: `${numbers.length} (${numbers.slice(0, 12).join(", ")}${numbers.length > 12 ? ", …" : ""})`,
    next: "The model does not know its columns by names. Leave out those that it was not trained on.",
  });
}

/**
 * Columns of numbers as a data set of rows.
 * @throws NescioError `invalid-data` naming the place of what is missing, or too large for single precision.
 */
export function numberRows(table: CellTable, columns: readonly string[]): RowDataset {
  const { name, count, sources } = table;
  const values = new Float32Array(count * columns.length);
  columns.forEach((column, c) => {
    const cells = table.columns.find((each) => each.name === column);
    for (let row = 0; row < count; row++) {
      const value = cells?.type === "number" ? cells.values[cells.offset + row * cells.stride] : NaN;
      values[row * columns.length + c] = value;
      if (Number.isFinite(values[row * columns.length + c])) continue;
      const place = { file: name, row: (table.firstRow ?? 1) + row, line: table.lines?.[row], column };
      throw new NescioError({
        code: "invalid-data",
        subject: placeName(place),
        expected: "a number that single precision holds",
        found: Number.isNaN(value) ? "nothing" : String(value),
      });
    }
  });
  return createDataset({ name, count, columns, values, classes: [], ...(sources && { sources }) });
}
