import { NescioError } from "../../errors.js";
import type { CellTable } from "./cell-table.js";

/**
 * Rows of a table; all where none are chosen.
 * @throws NescioError `invalid-option` of rows that the table has not, or none.
 */
export function chosenRows({ name, count }: CellTable, chosen: ArrayLike<number> | undefined): Uint32Array {
  if (chosen === undefined) return Uint32Array.from({ length: count }, (_, row) => row);
  const rows = Uint32Array.from(chosen);
  const outside = Array.from(chosen).find((row, i) => rows[i] !== row || row >= count);
  if (outside === undefined && rows.length > 0) return rows;
  throw new NescioError({
    code: "invalid-option",
    subject: "rows",
    expected: `rows of ${name}, from 0 to ${count - 1}`,
    found: outside === undefined ? "none" : String(outside),
  });
}
