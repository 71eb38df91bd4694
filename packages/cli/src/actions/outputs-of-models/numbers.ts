import { NescioError, type OutputKind, type Cell, type TableRow } from "@nescio/core";
import { toNumber } from "@nescio/core/internal";
import type { NamedColumn } from "./class-columns.js";

/** Numbers of all rows together: 1 GiB in double precision. */
const MAX_NUMBERS = 2 ** 27;

/** The logarithm of 0, as a number and as programs write it. */
const isMinusInfinity = (cell: Cell): boolean =>
  cell === -Infinity || (typeof cell === "string" && /^\s*-inf(?:inity)?\s*$/i.test(cell));

/** Appends a row's outputs. */
export function pushNumbers(
  to: number[],
  { number, line, cells }: TableRow,
  columns: readonly NamedColumn[],
  file: string,
  kind: OutputKind,
): void {
  for (const { name, place } of columns) {
    // Only a probability may be none.
    const none = kind === "log-probabilities" && isMinusInfinity(cells[place]);
    to.push(none ? -Infinity : toNumber(cells[place], { file, row: number, line, column: name })!);
  }
  if (to.length > MAX_NUMBERS) {
    throw new NescioError({
      code: "unsupported",
      subject: file,
      expected: `at most ${MAX_NUMBERS} numbers`,
      found: "more",
      next: "Calibrate on fewer rows: some thousands are enough.",
    });
  }
}
