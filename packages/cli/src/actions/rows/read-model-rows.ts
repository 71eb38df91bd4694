import {
  createDataset,
  NescioError,
  type Model,
  type RowDataset,
  readTarget,
  tableRows,
  type CellTable,
  type CellType,
  type TableReading,
} from "@nescio/core";
import { cellTypes, checkHasColumns, labelArray } from "@nescio/core/internal";
import { readTable } from "@nescio/node";
import { numberColumns, numberRows } from "@nescio/node/internal";

/** Where the true classes of rows are. */
export interface TargetOptions {
  /** The column. Default: as in training; of a file of labels its only one. */
  readonly target?: string | undefined;
  /** A file of their own, row by row. Default: the table itself. */
  readonly labels?: string | undefined;
}

type RowsModel = Pick<Model, "network" | "table" | "classes">;

/**
 * Reads labelled rows for a model, with its classes.
 *
 * @throws NescioError `invalid-option` where nothing says which column has the classes; as `readTable`, `readTarget`, `tableRows`.
 */
export async function readLabelledRows(
  path: string,
  model: RowsModel,
  { target = model.table?.target, labels }: TargetOptions,
  signal: AbortSignal,
): Promise<RowDataset> {
  const { classes } = model;
  const type = classType(classes);
  if (labels !== undefined) {
    const beside = await readTable(labels, {
      types: target === undefined ? undefined : new Map([[target, type]]),
      signal,
    });
    const table = await readFor(path, model, undefined, signal);
    if (beside.count !== table.count) throw otherRows(labels, path, beside, table);
    const read = readTarget(beside, target ?? onlyColumn(beside), { classes });
    return encode(table, model, read, "refuse");
  }
  if (target === undefined) throw noTarget(path);
  const table = await readFor(path, model, { name: target, type }, signal);
  return encode(table, model, readTarget(table, target, { classes }), "refuse");
}

/** Reads rows of which nothing is known, and which may be like none in training. */
export async function readOtherRows(
  path: string,
  model: RowsModel,
  signal: AbortSignal,
): Promise<RowDataset> {
  return encode(await readFor(path, model, undefined, signal), model, undefined, "allow");
}

/** The columns that a model looks at, the one that its rows are called by, and the target. */
async function readFor(
  path: string,
  { table: reading, network }: RowsModel,
  target: { readonly name: string; readonly type: CellType } | undefined,
  signal: AbortSignal,
): Promise<CellTable> {
  if (reading === undefined) {
    const types = target && new Map([[target.name, target.type]]);
    const table = await readTable(path, { types, signal });
    const columns = table.columns.filter(({ name }) => name !== target?.name);
    const numbers = numberColumns({ ...table, columns }, network.input[0]);
    const kept = new Set(target === undefined ? numbers : [...numbers, target.name]);
    return { ...table, columns: table.columns.filter(({ name }) => kept.has(name)) };
  }
  const { columns, show } = reading;
  const types = new Map(cellTypes(columns));
  if (show !== undefined && !types.has(show)) types.set(show, "text");
  if (target !== undefined && !types.has(target.name)) types.set(target.name, target.type);
  const table = await readTable(path, { only: types.keys(), types, signal });
  checkHasColumns(
    columns,
    path,
    table.columns.map(({ name }) => name),
  );
  return table;
}

function encode(
  table: CellTable,
  { table: reading }: RowsModel,
  target: ReturnType<typeof readTarget> | undefined,
  otherUnits: "refuse" | "allow",
): RowDataset {
  if (reading !== undefined) return tableRows(table, withShownColumn(reading, table), { target, otherUnits });
  const numbers = table.columns.filter(({ name }) => name !== target?.column);
  const rows = numberRows(
    table,
    numbers.map(({ name }) => name),
  );
  if (target === undefined) return rows;
  const { labels, classes } = target;
  return createDataset({ ...rows, classes, labels: labelArray(labels, classes.length) });
}

/** Without the column that rows are called by, where a table has none. */
function withShownColumn({ columns, show }: TableReading, table: CellTable): TableReading {
  const has = table.columns.some(({ name }) => name === show);
  return has ? { columns, show } : { columns };
}

/** As what a column of these classes is read, so that "1.0" is 1 where it was in training, and a name where it was one. */
function classType(classes: readonly string[]): CellType {
  return classes.every((name) => String(Number(name)) === name) ? "number" : "text";
}

function onlyColumn({ name, columns }: CellTable): string {
  if (columns.length === 1) return columns[0].name;
  throw new NescioError({
    code: "invalid-option",
    subject: "--target",
    expected: `which column of ${name} has the true classes`,
    found: "nothing",
  });
}

function noTarget(path: string): NescioError {
  return new NescioError({
    code: "invalid-option",
    subject: "--target",
    expected: `the column of ${path} that has the true classes`,
    found: "nothing, and the model does not say it",
    next: "Classes in a file of their own are named by --labels FILE.",
  });
}

function otherRows(labels: string, path: string, beside: CellTable, table: CellTable): NescioError {
  return new NescioError({
    code: "invalid-data",
    subject: labels,
    expected: `${table.count} rows, as ${path} has them`,
    found: String(beside.count),
  });
}
