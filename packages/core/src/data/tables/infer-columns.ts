import { NescioError } from "../../errors.js";
import { findColumn, refusedTable, type CellColumn, type CellTable, type TextCells } from "./cell-table.js";
import { featureCount, type ColumnSchema } from "./column-schema.js";
import { identifies, textsIdentify } from "./identifiers.js";
import { targetRepeats } from "./leaks.js";
import { maxCategoryValues, maxFeatures, maxValueLength } from "./limits.js";
import { naturalOrder } from "./natural-order.js";
import { numbersAt, summarize } from "./number-summary.js";
import { chosenRows } from "./rows.js";
import type { TableTarget } from "./target.js";

export interface InferColumnsOptions {
  /** Its column is left out, and columns that repeat it are told. */
  readonly target?: TableTarget | undefined;
  /** Columns that are left out. */
  readonly drop?: readonly string[] | undefined;
  /** Columns that are shown beside answers, and not learned from. */
  readonly show?: readonly string[] | undefined;
  /** Columns that are learned from although they look like names of rows. */
  readonly keep?: readonly string[] | undefined;
  /** The training rows, from 0; of others nothing is looked at. Default: all. */
  readonly rows?: ArrayLike<number> | undefined;
}

/** What somebody who trains on a table should know about one of its columns. */
export interface ColumnNotice {
  readonly column: string;
  /** `constant`, `identifier`, `many-values`, `long-texts`: left out, why; `leak`: learned from, and perhaps should not be. */
  readonly kind: "constant" | "identifier" | "many-values" | "long-texts" | "leak";
  /** A sentence. */
  readonly message: string;
}

export interface InferredColumns {
  /** In the table's order; at least one. */
  readonly columns: readonly ColumnSchema[];
  readonly notices: readonly ColumnNotice[];
}

/** A column of texts with more different values than this many, and this share of the rows, has too few rows for each. */
const MANY_VALUES = 50;
const MANY_SHARE = 0.2;

/**
 * Learns of a table's columns how their cells become numbers: means, deviations and ranges of numbers, values of categories.
 *
 * Left out, with a notice, are columns with one value only, those that tell rows apart (`identifies`), and texts that are too
 * long or too many to be categories: more than 50 values in more than a fifth of the rows, or more than 1,000.
 *
 * @throws NescioError `invalid-option` of columns or rows that the table has not, of a column in two of the lists, and of one in
 *   `keep` with more than 1,000 values; `invalid-data` where no column is left, or they make more than 65,536 inputs.
 */
export function inferColumns(table: CellTable, options: InferColumnsOptions = {}): InferredColumns {
  const { target } = options;
  checkOptions(table, options);
  // In the table's order: what is learned does not depend on the order in which rows were chosen.
  const rows = chosenRows(table, options.rows).sort();
  const left = new Set([...(options.drop ?? []), ...(options.show ?? []), target?.column]);
  const repeatsTarget = target === undefined ? () => false : targetRepeats(target.labels, rows);
  const columns: ColumnSchema[] = [];
  const notices: ColumnNotice[] = [];
  for (const column of table.columns) {
    if (left.has(column.name)) continue;
    const kept = options.keep?.includes(column.name) ?? false;
    const found = column.type === "number" ? ofNumbers(column, rows, kept) : ofTexts(column, rows, kept);
    if ("message" in found) {
      notices.push(found);
      continue;
    }
    columns.push(found);
    if (repeatsTarget(column)) notices.push(leak(column.name));
  }
  if (columns.length === 0) {
    const found = notices.length === 0 ? "none" : `none: ${notices[0].message}`;
    throw refusedTable(table.name, "a column at least to learn from", found);
  }
  const features = featureCount(columns);
  if (features <= maxFeatures) return { columns, notices };
  const next = "Leave out columns, those of text with many values first.";
  throw refusedTable(table.name, `columns that make at most ${maxFeatures} inputs`, `${features}`, next);
}

function checkOptions(
  table: CellTable,
  { target, drop = [], show = [], keep = [] }: InferColumnsOptions,
): void {
  const inOption = new Map(target?.column === undefined ? [] : [[target.column, "target"]]);
  for (const [option, names] of Object.entries({ drop, show, keep })) {
    for (const name of new Set(names)) {
      findColumn(table, option, name);
      const other = inOption.get(name);
      if (other !== undefined) {
        const found = `${JSON.stringify(name)} in both`;
        const expected = `other columns than in ${other}`;
        throw new NescioError({ code: "invalid-option", subject: option, expected, found });
      }
      inOption.set(name, option);
    }
  }
  if (target === undefined || target.labels.length === table.count) return;
  const found = `${target.labels.length} for ${table.count}`;
  throw refusedTable(table.name, "a label for each row", found);
}

function ofNumbers(
  column: Extract<CellColumn, { type: "number" }>,
  rows: Uint32Array,
  kept: boolean,
): ColumnSchema | ColumnNotice {
  const { name } = column;
  const numbers = numbersAt(column, rows);
  const summary = summarize(numbers);
  const missing = summary.present < rows.length;
  const { mean, min, max } = summary;
  // Where a value is missing may tell something although all others are the same.
  if (summary.present === 0 || (summary.deviation === 0 && !missing))
    return constant(name, summary.present === 0);
  const reason = kept ? undefined : identifies(name, numbers);
  if (reason !== undefined) return identifier(name, reason);
  const deviation = summary.deviation === 0 ? 1 : summary.deviation;
  // Of −0 JSON makes 0.
  return { kind: "number", name, mean: mean + 0, deviation, min: min + 0, max: max + 0, missing };
}

function ofTexts(column: TextCells, rows: Uint32Array, kept: boolean): ColumnSchema | ColumnNotice {
  const { name } = column;
  const used = new Uint8Array(column.values.length);
  let present = 0;
  for (const row of rows) {
    const code = column.codes[row];
    if (code < 0) continue;
    present++;
    used[code] = 1;
  }
  const values = column.values.filter((_, code) => used[code] === 1).sort(naturalOrder);
  const missing = present < rows.length;
  if (present === 0 || (values.length === 1 && !missing)) return constant(name, present === 0);
  if (kept && values.length > maxCategoryValues)
    throw new NescioError({
      ...{
        code: "invalid-option",
        subject: "keep",
        found: `${JSON.stringify(name)}, which has ${values.length}`,
      },
      expected: `columns of text with at most ${maxCategoryValues} values`,
    });
  const reason = kept ? undefined : textsIdentify(name, values.length, present);
  if (reason !== undefined) return identifier(name, reason);
  if (
    values.length > maxCategoryValues ||
    (!kept && values.length > MANY_VALUES && values.length > MANY_SHARE * present)
  )
    return manyValues(name, values.length, present);
  if (values.some((value) => value.length > maxValueLength)) {
    const message = `Column ${JSON.stringify(name)} is left out: it has texts of more than ${maxValueLength} characters, which are no categories.`;
    return { column: name, kind: "long-texts", message };
  }
  return { kind: "category", name, values, missing };
}

function constant(column: string, empty: boolean): ColumnNotice {
  const message = `Column ${JSON.stringify(column)} is left out: it ${empty ? "is empty" : "has the same value in every row"}.`;
  return { column, kind: "constant", message };
}

function identifier(column: string, reason: string): ColumnNotice {
  const message = `Column ${JSON.stringify(column)} is left out: ${reason}. Name it among those to keep if it is to be learned from.`;
  return { column, kind: "identifier", message };
}

function manyValues(column: string, values: number, rows: number): ColumnNotice {
  const next =
    values > maxCategoryValues
      ? `At most ${maxCategoryValues} can be learned from.`
      : "Name it among those to keep if it is to be learned from.";
  const message = `Column ${JSON.stringify(column)} is left out: its texts have ${values} different values in ${rows} rows, too many to learn what each means. ${next}`;
  return { column, kind: "many-values", message };
}

function leak(column: string): ColumnNotice {
  const message = `Column ${JSON.stringify(column)} says the target in other words: each of its values goes with one class. Leave it out if it will not be known when predictions are made.`;
  return { column, kind: "leak", message };
}
