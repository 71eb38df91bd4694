import type { CellType } from "./cell-table.js";
import { isCode, isFaultyNumber, numberOf } from "./number.js";

/** What tables write where a number is missing. */
const missing = /^(?:na|n\/a|nan|null|none|\?|-)$/i;

/** Numbers of so many different values are amounts: a word among them is a mistake rather than a category. */
const AMOUNTS = 20;
/** Words among numbers are mistakes where there are at least so many numbers to one of them. */
const NUMBERS_TO_A_WORD = 10;

/** Whether a text, without spaces around it, says in a column of numbers that there is none. */
export function saysMissing(text: string): boolean {
  return missing.test(text);
}

/** What a column's cells turned out to be; or which of its texts, by index, keeps it from being either. */
export type Verdict = { readonly type: CellType } | { readonly fault: number };

/**
 * Decides by its different texts what a column is.
 *
 * - A number with leading zeros is a code: text.
 * - Only numbers, and words that say that there is none: numbers. So is a column with nothing but such words.
 * - Numbers, and some that are written otherwise (`3,14`, `inf`), but no other words: a fault.
 * - Words: text, except where they are fewer than one in ten cells and the others are numbers of more than 20 different values:
 *   that is a mistake in the file, and would make a category of a column of amounts.
 *
 * @param texts Without spaces around them, none empty, each once.
 * @param counts How many cells have each.
 */
export function judgeTexts(texts: readonly string[], counts: ArrayLike<number>): Verdict {
  let [amounts, numbers, words] = [0, 0, 0];
  let [firstWord, firstFaulty] = [-1, -1];
  for (const [index, text] of texts.entries()) {
    if (isCode(text)) return { type: "text" };
    if (numberOf(text) !== undefined) {
      amounts++;
      numbers += counts[index];
    } else if (isFaultyNumber(text)) {
      if (firstFaulty < 0) firstFaulty = index;
    } else if (!saysMissing(text)) {
      words += counts[index];
      if (firstWord < 0) firstWord = index;
    }
  }
  if (words > 0) {
    const mistaken = amounts > AMOUNTS && numbers > NUMBERS_TO_A_WORD * words;
    return mistaken ? { fault: firstWord } : { type: "text" };
  }
  return firstFaulty >= 0 ? { fault: firstFaulty } : { type: "number" };
}
