import { numberAt, type CellColumn } from "./cell-table.js";

/** Rows from which on an agreement is no accident, and the share of them that has to agree. */
const LEAST_ROWS = 20;
const LEAST_AGREEMENT = 0.99;
/** With more classes nobody renames them by hand, and counting would take long. */
const MOST_CLASSES = 1000;

/**
 * Tells of columns whether they are the target under other names: as many values as there are classes, each with a class of its
 * own, in 99 of 100 rows. (That values alone determine the class is no leak: a petal's length may do that.)
 *
 * @param labels Of the table's rows.
 */
export function targetRepeats(labels: Uint32Array, rows: Uint32Array): (column: CellColumn) => boolean {
  const classes = indexed(rows, (row) => labels[row], MOST_CLASSES);
  if (rows.length < LEAST_ROWS || classes === undefined || classes.distinct < 2) return () => false;
  return (column) => repeats(column, classes, rows);
}

function repeats(column: CellColumn, classes: Indexed, rows: Uint32Array): boolean {
  const size = classes.distinct;
  const valueAt =
    column.type === "number" ? (row: number) => numberAt(column, row) : (row: number) => column.codes[row];
  const values = indexed(rows, valueAt, size);
  if (values?.distinct !== size) return false;
  const together = new Uint32Array(size * size);
  for (let i = 0; i < rows.length; i++) together[values.codes[i] * size + classes.codes[i]]++;
  const taken = new Set<number>();
  let agreeing = 0;
  for (let value = 0; value < size; value++) {
    const counts = together.subarray(value * size, (value + 1) * size);
    const most = counts.reduce((best, count, index) => (count > counts[best] ? index : best), 0);
    taken.add(most);
    agreeing += counts[most];
  }
  return taken.size === size && agreeing >= LEAST_AGREEMENT * rows.length;
}

interface Indexed {
  /** Of each row. */
  readonly codes: readonly number[];
  readonly distinct: number;
}

/** Numbers by the order in which they first come; undefined where more than `most` are different. */
function indexed(rows: Uint32Array, valueAt: (row: number) => number, most: number): Indexed | undefined {
  const codeOf = new Map<number, number>();
  // It grows, for of amounts a few rows are enough to say that they are no classes.
  const codes: number[] = [];
  for (const row of rows) {
    const value = valueAt(row);
    let code = codeOf.get(value);
    if (code === undefined) {
      code = codeOf.size;
      if (code === most) return undefined;
      codeOf.set(value, code);
    }
    codes.push(code);
  }
  return { codes, distinct: codeOf.size };
}
