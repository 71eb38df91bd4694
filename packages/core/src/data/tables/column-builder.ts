import { placeName, type Cell, type Place } from "./cell.js";
import { refusedTable, type CellColumn, type CellType } from "./cell-table.js";
import { judgeTexts, saysMissing } from "./cell-type.js";
import { isCode, isFaultyNumber, numberOf, toNumber } from "./number.js";

/** What the columns of a table share while it is built. */
export interface ColumnContext {
  /** Where a cell is; `row` from 0. */
  readonly placeOf: (row: number, column: string) => Place;
  /** Different values by which it is decided, at the latest, what a column is. */
  readonly valuesToDecide: number;
  /** Is told how many bytes a new text takes, and those of texts that are no longer needed, below 0. */
  readonly onText: (bytes: number) => void;
}

/** What a text takes beside its characters: its place in a list and in a map. */
const BYTES_OF_A_TEXT = 64;

const keepAsText = "Correct it, or leave the cell empty; or have the column read as text.";

/**
 * Gathers a column's cells. While it is open what the column is, they are kept as they are written, each different text once;
 * a column of numbers keeps only numbers as soon as that is decided.
 */
export class ColumnBuilder {
  #count = 0;
  #numbers: Float64Array | undefined;
  #codes = new Int32Array(64);
  #texts: string[] = [];
  #codeOf = new Map<string, number>();
  #textBytes = 0;
  readonly #given: boolean;
  #decided: boolean;

  /** @param type Default: found out, see `judgeTexts`. */
  constructor(
    private readonly name: string,
    type: CellType | undefined,
    private readonly context: ColumnContext,
  ) {
    this.#given = this.#decided = type !== undefined;
    if (type === "number") this.#numbers = new Float64Array(64);
  }

  /** @throws NescioError `invalid-data` naming the place. */
  add(cell: Cell): void {
    const row = this.#count++;
    if (this.#numbers !== undefined) {
      if (row === this.#numbers.length) this.#numbers = copied(this.#numbers, new Float64Array(2 * row));
      this.#numbers[row] = this.#numberOf(cell, row);
      return;
    }
    if (row === this.#codes.length) this.#codes = copied(this.#codes, new Int32Array(2 * row));
    this.#codes[row] = this.#codeFor(this.#textOf(cell, row));
    if (!this.#decided && this.#texts.length > this.context.valuesToDecide) this.#decide();
  }

  /** @throws NescioError `invalid-data` naming the place of what keeps the column from being one of numbers. */
  finish(): CellColumn {
    if (!this.#decided) this.#decide();
    const { name } = this;
    if (this.#numbers === undefined)
      return { type: "text", name, values: this.#texts, codes: this.#codes.slice(0, this.#count) };
    return { type: "number", name, values: this.#numbers.slice(0, this.#count), offset: 0, stride: 1 };
  }

  #codeFor(text: string): number {
    if (text === "") return -1;
    const known = this.#codeOf.get(text);
    if (known !== undefined) return known;
    const bytes = 2 * text.length + BYTES_OF_A_TEXT;
    this.#textBytes += bytes;
    this.context.onText(bytes);
    const code = this.#texts.push(text) - 1;
    this.#codeOf.set(text, code);
    return code;
  }

  /** A cell as text; empty: missing. */
  #textOf(cell: Cell, row: number): string {
    if (typeof cell === "string") return cell.trim();
    if (cell === null || Number.isNaN(cell)) return "";
    if (cell === Infinity || cell === -Infinity) throw this.#refused(row, "a finite number", String(cell));
    return String(cell);
  }

  #numberOf(cell: Cell, row: number): number {
    if (cell === null) return NaN;
    if (typeof cell === "number") {
      if (cell === Infinity || cell === -Infinity) throw this.#refused(row, "a finite number", String(cell));
      return cell;
    }
    if (typeof cell === "string") {
      const text = cell.trim();
      const value = numberOf(text);
      // What was learned from as numbers may well be written with zeros.
      if (value !== undefined && (this.#given || !isCode(text))) return value;
      if (text === "" || saysMissing(text)) return NaN;
      if (isFaultyNumber(text)) toNumber(cell, this.context.placeOf(row, this.name));
    }
    throw this.#noNumber(row, cell);
  }

  #decide(): void {
    this.#decided = true;
    const texts = this.#texts;
    const codes = this.#codes.subarray(0, this.#count);
    const counts = new Float64Array(texts.length);
    for (const code of codes) if (code >= 0) counts[code]++;
    const verdict = judgeTexts(texts, counts);
    if ("fault" in verdict) {
      const row = codes.indexOf(verdict.fault);
      const text = texts[verdict.fault];
      if (isFaultyNumber(text)) toNumber(text, this.context.placeOf(row, this.name));
      throw this.#noNumber(row, text);
    }
    if (verdict.type === "text") return;
    const values = texts.map((text) => numberOf(text) ?? NaN);
    this.#numbers = new Float64Array(this.#codes.length);
    for (let i = 0; i < codes.length; i++) this.#numbers[i] = codes[i] < 0 ? NaN : values[codes[i]];
    this.#codes = new Int32Array(0);
    this.#texts = [];
    this.#codeOf = new Map();
    this.context.onText(-this.#textBytes);
  }

  #noNumber(row: number, cell: Cell): Error {
    const found = typeof cell === "string" && cell.length > 60 ? `${cell.slice(0, 60)}…` : cell;
    const others = this.#given ? "where the model learned from numbers" : "as the column's other cells are";
    const next = this.#given ? "Correct it, or leave the cell empty." : keepAsText;
    return this.#refused(row, `a number, ${others}`, JSON.stringify(found), next);
  }

  #refused(row: number, expected: string, found: string, next?: string): Error {
    return refusedTable(placeName(this.context.placeOf(row, this.name)), expected, found, next);
  }
}

function copied<A extends Float64Array | Int32Array>(from: A, to: A): A {
  to.set(from);
  return to;
}
