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

/** A table that is read as a stream: as much of it is in memory as is being looked at. */
export interface Table {
  /** What errors are about: the path, or the name that was given to a stream. */
  readonly name: string;
  readonly format: TableFormat;
  /** At least one, no two of the same name. Where the format has no names they are `c0`, `c1`, …. */
  readonly columns: readonly string[];
  /** How many rows there are, where the format says so before they are read. */
  readonly rowCount?: number;
  /**
   * The rows, once. The file is closed when they end, fail, or are no longer asked for; who does not ask for any has to call
   * `close`.
   *
   * @throws NescioError `invalid-data` with line and column; `aborted`.
   */
  rows(): AsyncIterable<TableRow>;
  /** Closes the file, or destroys the stream; may be called again. */
  close(): Promise<void>;
}

/** The formats, by the names of `options.format`. */
export const tableFormats = ["csv", "tsv", "jsonl", "npy", "npz", "parquet"] as const;
export type TableFormat = (typeof tableFormats)[number];

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
