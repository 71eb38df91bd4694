import { NescioError } from "../../errors.js";
import { maxColumns } from "./limits.js";

/**
 * Refuses names that no table can have.
 * @throws NescioError `invalid-data` where there are none, too many, or two of the same name.
 */
export function checkColumns(file: string, columns: readonly string[]): void {
  checkColumnCount(file, columns.length);
  const first = new Map<string, number>();
  columns.forEach((name, index) => {
    const before = first.get(name);
    if (before === undefined) {
      first.set(name, index);
      return;
    }
    throw new NescioError({
      code: "invalid-data",
      subject: file,
      expected: "columns of different names",
      found: `${JSON.stringify(name)} for columns ${before + 1} and ${index + 1}`,
      next: "Rename one of them.",
    });
  });
}

/** @throws NescioError `invalid-data` where there are none or too many. */
export function checkColumnCount(file: string, count: number): void {
  if (count >= 1 && count <= maxColumns) return;
  throw new NescioError({
    code: "invalid-data",
    subject: file,
    expected: `a table of 1 to ${maxColumns} columns`,
    found: count === 0 ? "none" : `${count}`,
  });
}

/**
 * Refuses a row that has not a cell for each column.
 * @param row Its place in words.
 * @throws NescioError `invalid-data`.
 */
export function checkCells(row: string, expected: number, found: number): void {
  if (found === expected) return;
  throw new NescioError({
    code: "invalid-data",
    subject: row,
    expected: `${expected} ${expected === 1 ? "column" : "columns"}, as before it`,
    found: `${found}`,
    next: found > expected ? "Does a cell hold the delimiter? Put it in quotes." : undefined,
  });
}

/** Some names, for errors that say which there are. */
export function listNames(names: readonly string[]): string {
  if (names.length === 0) return "none";
  return names.slice(0, 12).join(", ") + (names.length > 12 ? `, … (${names.length} in all)` : "");
}
