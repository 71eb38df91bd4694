import { looksMissing, looksNumeric } from "@nescio/core/internal";

/** What a first row is: names, data, or either. */
export type FirstRow = "header" | "data" | "unclear";

/**
 * Finds out whether a table's first row names its columns. Cells that are empty or say so (`NA`) tell nothing; of the others:
 *
 * - all are words: a header. (So is the first row of a table of words that has none: there is no telling.)
 * - all are numbers: data; but where they count 0, 1, 2, … or 1, 2, 3, … for three cells or more, it is unclear, as programs
 *   write such headers, too.
 * - some of each: a header where a word stands above a number of the second row; otherwise unclear where the numbers count as
 *   before, and else data, whose columns of words go on as such.
 */
export function judgeFirstRow(first: readonly string[], second?: readonly string[]): FirstRow {
  const numbers = first.filter(looksNumeric);
  const isWord = (cell: string): boolean => !looksMissing(cell) && !looksNumeric(cell);
  if (!first.some(isWord)) return counts(numbers) ? "unclear" : "data";
  if (numbers.length === 0) return "header";
  if (second !== undefined && first.some((cell, index) => isWord(cell) && looksNumeric(second[index] ?? "")))
    return "header";
  return counts(numbers) ? "unclear" : "data";
}

/** Whether the numbers are 0, 1, 2, … or 1, 2, 3, …, three at least. */
function counts(numbers: readonly string[]): boolean {
  if (numbers.length < 3) return false;
  const start = numbers[0].trim();
  if (start !== "0" && start !== "1") return false;
  return numbers.every((text, index) => text.trim() === String(Number(start) + index));
}
