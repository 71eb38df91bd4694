import { NescioError } from "../../errors.js";
import { placeName, type Cell, type Place } from "./cell.js";

/** What to do with a cell that holds no finite number, but says so: an error, or null. */
export type MissingCells = "refuse" | "null";

/** A number as programs write it. `Number` takes more: hexadecimals, and nothing as 0. */
const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/** What tables write where there is no number. */
const missing = /^(?:|na|n\/a|nan|null|[+-]?inf(?:inity)?)$/i;

const decimalComma = /^[+-]?\d*,\d+(?:[eE][+-]?\d+)?$/;
// 1,234.5 and 1,234,567; 1.234,5 and 1.234.567; with spaces of any width, apostrophes or underscores.
const thousands =
  /^[+-]?(?:\d{1,3}(?:,\d{3})+\.\d*|\d{1,3}(?:,\d{3}){2,}|\d{1,3}(?:\.\d{3})+,\d*|\d{1,3}(?:\.\d{3}){2,}|\d{1,3}(?:[\s'’_]\d{3})+(?:[.,]\d*)?)$/;

const percentage = /^[+-]?\d[\d.,]*\s*%$/;
const infinite = /^[+-]?inf(?:inity)?$/i;

/**
 * A cell as a finite number. Of texts the spaces around are ignored, then it has to be a number as programs write it: `-1.5`,
 * `.5`, `6e-3`. True and false are 1 and 0.
 *
 * @param options.missing What becomes of null, an empty text, `NA`, `N/A`, `null`, `NaN`, `inf` and numbers that are not
 *   finite. Default `refuse`.
 * @throws NescioError `invalid-data` naming the place, with a hint where the number is written otherwise: a decimal comma,
 *   separated thousands.
 */
export function toNumber(
  cell: Cell,
  place: Place,
  { missing: mode = "refuse" }: { readonly missing?: MissingCells } = {},
): number | null {
  if (typeof cell === "boolean") return cell ? 1 : 0;
  const value = typeof cell === "string" ? parse(cell.trim(), cell, place) : cell;
  if (value !== null && Number.isFinite(value)) return value;
  if (mode === "null") return null;
  throw refused(
    place,
    describeMissing(cell),
    "Fill it in, leave the row or the column out, or have it read as missing.",
  );
}

/** The finite number that a text without spaces around it is; undefined of one that is written otherwise, or too large. */
export function numberOf(text: string): number | undefined {
  if (!number.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * Whether a text, without spaces around it, means a number that `toNumber` refuses: a decimal comma, separated thousands, per
 * cent, or a number that is too large or infinite.
 */
export function isFaultyNumber(text: string): boolean {
  if (number.test(text)) return numberOf(text) === undefined;
  return [decimalComma, thousands, percentage, infinite].some((pattern) => pattern.test(text));
}

/** Whether a text, without spaces around it, is a whole number with zeros before it, as only codes are: `007`. */
export function isCode(text: string): boolean {
  return /^[+-]?0\d+$/.test(text);
}

/**
 * A large integer as a number.
 * @param placeOf Where it is, in words.
 * @throws NescioError `invalid-data` where no number is exactly that, from 2⁵³ on.
 */
export function exactInteger(value: bigint, placeOf: () => string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new NescioError({
    code: "invalid-data",
    subject: placeOf(),
    expected: "an integer between −(2⁵³ − 1) and 2⁵³ − 1",
    found: String(value),
    next: "If it is a name rather than an amount, store it as text.",
  });
}

/** Whether a text is a number, however it may be written: what a header's names are not. */
export function looksNumeric(text: string): boolean {
  const cell = text.trim();
  return number.test(cell) || decimalComma.test(cell) || thousands.test(cell);
}

/** Whether a text says that there is no number, as an empty cell and `NaN` do. */
export function looksMissing(text: string): boolean {
  return missing.test(text.trim());
}

function parse(text: string, cell: string, place: Place): number | null {
  const value = numberOf(text);
  if (value !== undefined) return value;
  if (number.test(text)) throw refused(place, `${JSON.stringify(clipped(cell))}, which is too large`);
  if (missing.test(text)) return null;
  throw refused(place, JSON.stringify(clipped(cell)), hintFor(text));
}

function hintFor(text: string): string | undefined {
  if (thousands.test(text)) return "Write it without separators of thousands, with a point: 1234.5.";
  if (decimalComma.test(text))
    return "Is that a decimal comma? Save the table with decimal points (or without separators of thousands).";
  if (text.endsWith("%")) return "Write the number without the per cent sign.";
  return undefined;
}

function refused(place: Place, found: string, next?: string): NescioError {
  return new NescioError({
    code: "invalid-data",
    subject: placeName(place),
    expected: "a finite number",
    found,
    next,
  });
}

function describeMissing(cell: Cell): string {
  if (cell === null) return "a missing value";
  if (typeof cell === "number") return String(cell);
  return String(cell).trim() === "" ? "an empty cell" : JSON.stringify(cell);
}

/** An error shows what one would read of a cell. */
function clipped(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
