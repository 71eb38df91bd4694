import { rowName, type TableRow } from "./cell.js";
import { placeIn, refusedTable, type CellTable, type CellType } from "./cell-table.js";
import { ColumnBuilder } from "./column-builder.js";
import { checkCells, checkColumns } from "./columns.js";
import { maxCells, maxColumnName, maxTextBytes } from "./limits.js";

export interface TableBuilderOptions {
  /** Columns that are kept; names that the table has not are passed over. Default: all. */
  readonly only?: Iterable<string> | undefined;
  /** What columns are, as `cellTypes` of a model's columns. Default, for each: found out by its cells, see `judgeTexts`. */
  readonly types?: ReadonlyMap<string, CellType> | undefined;
}

/** Different values by which it is decided what each of a few columns is; of many columns fewer, for the memory they take. */
const VALUES_TO_DECIDE = 1024;

/**
 * Makes a table in memory of rows that come one by one, the first ones of a file or some further on.
 *
 * A column is numbers where every cell is one, typed or written as programs write them, or is missing: null, NaN, an empty text,
 * or one of the words `NA`, `N/A`, `NaN`, `null`, `none`, `?`, `-` in any case. Otherwise it is text, in which these words are
 * values like others, and only null and the empty text are missing; true and false are the texts of that name. Spaces around a
 * text do not count. Whole numbers with leading zeros are text. A column that has had 1,024 different values (fewer in tables of
 * more than 1,024 columns), all of them numbers, is one of numbers for good.
 */
export class TableBuilder {
  readonly #columns: { readonly index: number; readonly builder: ColumnBuilder }[] = [];
  #count = 0;
  #textBytes = 0;
  #lines: Uint32Array | undefined;
  #firstRow = 1;

  /** @throws NescioError `invalid-data` of names that no table can have. */
  constructor(
    private readonly name: string,
    private readonly names: readonly string[],
    { only = names, types }: TableBuilderOptions = {},
  ) {
    checkColumns(name, names);
    const long = names.find((each) => each.length > maxColumnName);
    if (long !== undefined)
      throw refusedTable(name, `names of columns of at most ${maxColumnName} characters`, `${long.length}`);
    const kept = new Set(only);
    const chosen = [...names.entries()].filter(([, column]) => kept.has(column));
    const context = {
      placeOf: (row: number, column: string) =>
        placeIn({ name, lines: this.#lines, firstRow: this.#firstRow }, row, column),
      valuesToDecide: Math.min(VALUES_TO_DECIDE, Math.max(64, Math.floor(2 ** 20 / chosen.length))),
      onText: (bytes: number) => {
        this.#textBytes += bytes;
        if (this.#textBytes > maxTextBytes)
          throw refusedTable(name, `at most ${maxTextBytes} bytes of different texts`, "more");
      },
    };
    for (const [index, column] of chosen)
      this.#columns.push({ index, builder: new ColumnBuilder(column, types?.get(column), context) });
  }

  /** @throws NescioError `invalid-data` naming the place of what is no number where numbers are; where the table is too large. */
  add({ number, line, cells }: TableRow): void {
    checkCells(rowName(this.name, number, line), this.names.length, cells.length);
    const row = this.#count++;
    if (row === 0) this.#firstRow = number;
    if (this.#count * this.#columns.length > maxCells) {
      const next = "Leave out columns, or take parts of the table.";
      throw refusedTable(this.name, `a table of at most ${maxCells} cells`, "more", next);
    }
    if (line !== undefined) this.#setLine(row, line);
    for (const { index, builder } of this.#columns) builder.add(cells[index]);
  }

  /**
   * The table. The builder is of no use afterwards.
   * @throws NescioError `invalid-data` where there are no rows, or naming the place of what keeps a column from being numbers.
   */
  finish(): CellTable {
    const { name } = this;
    const count = this.#count;
    if (count === 0) throw refusedTable(name, "a table with rows", "none");
    const columns = this.#columns.map(({ builder }) => builder.finish());
    return {
      ...{ name, count, columns },
      ...(this.#lines === undefined ? {} : { lines: this.#lines.slice(0, count) }),
      ...(this.#firstRow === 1 ? {} : { firstRow: this.#firstRow }),
    };
  }

  #setLine(row: number, line: number): void {
    const lines = this.#lines ?? new Uint32Array(64);
    this.#lines = lines;
    if (row >= lines.length) {
      this.#lines = new Uint32Array(2 * (row + 1));
      this.#lines.set(lines);
    }
    this.#lines[row] = line;
  }
}
