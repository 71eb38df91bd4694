/** What a cell of a table may hold; null: missing. A CSV file knows no types, so its cells are texts, and an empty one is "". */
export type Cell = string | number | boolean | null;

/** A row of a table. */
export interface TableRow {
  /** Its place among the rows of data, from 1: a header is not counted. */
  readonly number: number;
  /** The line of the file on which it ends, from 1, where the format has lines. */
  readonly line?: number;
  /** One for each column, in their order. */
  readonly cells: readonly Cell[];
}

/** Where a cell is, for errors to say so. */
export interface Place {
  /** The file's name. */
  readonly file: string;
  /** The row's number, from 1. */
  readonly row: number;
  /** The row's line, where the format has lines. */
  readonly line?: number | undefined;
  readonly column: string;
}

/** A place in words: `data.csv, line 3, column "x"`. */
export function placeName({ file, row, line, column }: Place): string {
  return `${rowName(file, row, line)}, column ${JSON.stringify(column)}`;
}

/** A row's place in words: by its line, which an editor shows, where the format has lines. */
export function rowName(file: string, row: number, line?: number): string {
  return line === undefined ? `${file}, row ${row}` : `${file}, line ${line}`;
}

/** The names of columns that have none. */
export function numberedColumns(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `c${index}`);
}
