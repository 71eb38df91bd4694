import { NescioError, readTarget, type CellTable, type TableTarget } from "@nescio/core";
import { listNames } from "@nescio/core/internal";
import { readTable } from "@nescio/node";
import type { TableOptions } from "./table-options.js";

/** A table to learn from, and what its rows are to be taken for. */
export interface TrainingTable {
  readonly table: CellTable;
  readonly target: TableTarget;
}

/**
 * Reads the table and its target. With `--labels` the target, and the column to show, are in a file of their own, row by row.
 *
 * @throws NescioError `invalid-option` where no target is named, or the table has no such column; `invalid-data`.
 */
export async function readTrainingTable(
  path: string,
  { target, labels, drop, show, text = [] }: TableOptions,
  signal: AbortSignal,
): Promise<TrainingTable> {
  const types = new Map(text.map((column) => [column, "text" as const]));
  const table = await readTable(path, { signal, types, except: drop });
  const names = table.columns.map(({ name }) => name);
  if (labels === undefined) {
    checkText(text, [table]);
    if (target !== undefined) return { table, target: readTarget(table, target) };
    throw new NescioError({
      code: "invalid-option",
      subject: "--target",
      expected: `the column to be told by the others (${listNames(names)})`,
      found: "none",
      next: "Labels in a file of their own are named by --labels FILE.",
    });
  }
  const beside = await readTable(labels, { signal, types });
  checkText(text, [table, beside]);
  if (beside.count !== table.count) {
    throw new NescioError({
      code: "invalid-data",
      subject: labels,
      expected: `${table.count} rows, as ${path} has them`,
      found: String(beside.count),
    });
  }
  const [first, ...others] = beside.columns;
  if (target === undefined && others.length > 0) {
    throw new NescioError({
      code: "invalid-option",
      subject: "--target",
      expected: `which column of ${labels} has the labels (${listNames(beside.columns.map(({ name }) => name))})`,
      found: "none",
    });
  }
  const found = readTarget(beside, target ?? first.name);
  const shown = beside.columns.filter(({ name }) => name === show && !names.includes(name));
  return {
    table: { ...table, columns: [...table.columns, ...shown] },
    target: { ...found, column: undefined },
  };
}

/** Throws `invalid-option` where columns are to be read as text that neither file has, or an array, which has numbers alone. */
function checkText(text: readonly string[], tables: readonly CellTable[]): void {
  const columns = tables.flatMap((table) => table.columns);
  const found = text.find((name) => !columns.some((each) => each.name === name && each.type === "text"));
  if (found === undefined) return;
  throw new NescioError({
    code: "invalid-option",
    subject: "--text",
    expected: `columns whose cells can be read as text (${listNames(columns.map(({ name }) => name))})`,
    found: JSON.stringify(found),
  });
}
