import { NescioError } from "../../errors.js";
import { placeName } from "./cell.js";
import {
  findColumn,
  isMissing,
  numberAt,
  placeIn,
  refusedTable,
  type CellColumn,
  type CellTable,
  type CellType,
  type NumberCells,
} from "./cell-table.js";
import { listNames } from "./columns.js";
import { maxTargetClasses, maxValueLength } from "./limits.js";
import { naturalOrder } from "./natural-order.js";

/** What a network is to learn of a table's rows. */
export interface TableTarget {
  /** The column that says it; undefined where labels come from elsewhere. */
  readonly column?: string | undefined;
  /** How that column was read: another table's has to be read alike for its classes to have the same names. */
  readonly type?: CellType | undefined;
  /** Names of the classes, in label order: numbers by size, texts in natural order. */
  readonly classes: readonly string[];
  /** Of each row an index into `classes`. */
  readonly labels: Uint32Array;
}

/** Numbers of more different values may be amounts; so they are where rows have few to share, and they do not count 0, 1, 2, …. */
const FEW_NUMBERS = 20;
const ROWS_PER_CLASS = 5;

/**
 * Reads the column that says each row's class.
 *
 * @param options.classes Those of a model, where its answers are to be compared. Default: what the column has.
 * @throws NescioError `invalid-data` naming the place of a row without a class, or of one that is none of `classes`; of a column
 *   with one class only, with fewer than two rows for each on average, or more than 65,536; `unsupported` where its numbers are
 *   amounts: that would be a regression; `invalid-option` where there is no such column.
 */
export function readTarget(
  table: CellTable,
  name: string,
  options: { readonly classes?: readonly string[] | undefined } = {},
): TableTarget {
  const column = findColumn(table, "target", name);
  for (let row = 0; row < table.count; row++) {
    if (!isMissing(column, row)) continue;
    const next = "Fill it in, or leave the row out.";
    throw refusedTable(placeName(placeIn(table, row, name)), "a class", "nothing", next);
  }
  if (column.type === "number" && options.classes === undefined) refuseAmounts(table, column);
  const found = foundClasses(column, table.count);
  const classes = options.classes ?? found;
  if (options.classes === undefined) checkClasses(table, name, classes);
  const labelOf = new Map(classes.map((each, label) => [each, label]));
  const nameAt =
    column.type === "number"
      ? (row: number) => String(numberAt(column, row))
      : (row: number) => column.values[column.codes[row]];
  const labels = new Uint32Array(table.count);
  for (let row = 0; row < table.count; row++) {
    const label = labelOf.get(nameAt(row));
    if (label === undefined) throw unknownClass(table, row, name, classes, nameAt(row));
    labels[row] = label;
  }
  return { column: name, type: column.type, classes, labels };
}

function foundClasses(column: CellColumn, count: number): string[] {
  if (column.type === "text") return [...column.values].sort(naturalOrder);
  return [...distinctNumbers(column, count)].sort((a, b) => a - b).map(String);
}

function distinctNumbers(column: NumberCells, count: number): Set<number> {
  const numbers = new Set<number>();
  for (let row = 0; row < count; row++) numbers.add(numberAt(column, row));
  return numbers;
}

function refuseAmounts(table: CellTable, column: NumberCells): void {
  const { name } = column;
  for (let row = 0; row < table.count; row++) {
    const value = numberAt(column, row);
    if (Number.isInteger(value)) continue;
    throw regression(placeName(placeIn(table, row, name)), `${value}, an amount`);
  }
  const numbers = [...distinctNumbers(column, table.count)].sort((a, b) => a - b);
  const counting = numbers[numbers.length - 1] - numbers[0] === numbers.length - 1;
  if (numbers.length <= FEW_NUMBERS || counting || table.count >= ROWS_PER_CLASS * numbers.length) return;
  const found = `${numbers.length} different numbers in ${table.count} rows, from ${numbers[0]} to ${numbers[numbers.length - 1]}`;
  throw regression(`${table.name}, column ${JSON.stringify(name)}`, found);
}

function regression(subject: string, found: string): NescioError {
  return new NescioError({
    ...{ code: "unsupported", subject, found },
    expected: "a target of classes (regression is not supported)",
    next: "Make classes of the amounts, as low and high, or name another column; numbers that are names can be read as text.",
  });
}

function checkClasses(table: CellTable, name: string, classes: readonly string[]): void {
  const subject = `${table.name}, column ${JSON.stringify(name)}`;
  const rows = `${table.count} row${table.count === 1 ? "" : "s"}`;
  if (classes.length < 2)
    throw refusedTable(subject, "at least 2 classes", `${JSON.stringify(classes[0])} in all ${rows}`);
  if (classes.length > maxTargetClasses)
    throw refusedTable(subject, `at most ${maxTargetClasses} classes`, `${classes.length}`);
  if (table.count < 2 * classes.length) {
    const found = `${rows} of ${classes.length} classes`;
    throw refusedTable(
      subject,
      "at least 2 rows for each class on average",
      found,
      "Is it the right column?",
    );
  }
  const long = classes.find((each) => each.length > maxValueLength);
  if (long === undefined) return;
  const expected = `names of classes of at most ${maxValueLength} characters`;
  throw refusedTable(subject, expected, `one of ${long.length}`);
}

function unknownClass(
  table: CellTable,
  row: number,
  column: string,
  classes: readonly string[],
  found: string,
): NescioError {
  const expected = `one of the model's ${classes.length} classes (${listNames(classes)})`;
  return refusedTable(placeName(placeIn(table, row, column)), expected, JSON.stringify(found));
}
