import type { TableRow } from "@nescio/core";

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
