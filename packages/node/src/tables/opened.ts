import { NescioError, type TableRow } from "@nescio/core";
import { throwIfAborted } from "@nescio/core/internal";
import type { Bytes } from "./bytes.js";
import type { Table, TableFormat } from "./table.js";

/** What a format makes of bytes: columns that were checked, and the rows, which are asked for once at most. */
export interface OpenedTable {
  readonly columns: readonly string[];
  readonly rowCount?: number;
  rows(): AsyncIterable<TableRow>;
}

/** A table that closes what it reads from, however that ends. */
export function closingTable(
  bytes: Bytes,
  format: TableFormat,
  opened: OpenedTable,
  signal: AbortSignal | undefined,
): Table {
  const { name } = bytes;
  let asked = false;
  let closed = false;
  const close = (): Promise<void> => {
    closed = true;
    return bytes.close();
  };
  async function* closing(): AsyncGenerator<TableRow> {
    try {
      throwIfAborted(signal, name);
      for await (const row of opened.rows()) {
        throwIfAborted(signal, name);
        if (closed) throw unreadable("aborted", "that it was closed");
        yield row;
      }
    } finally {
      await close();
    }
  }
  const unreadable = (code: "aborted" | "invalid-option", found: string): NescioError =>
    new NescioError({ code, subject: name, expected: "a table that is open, and read once", found });
  return {
    name,
    format,
    columns: opened.columns,
    ...(opened.rowCount === undefined ? {} : { rowCount: opened.rowCount }),
    rows() {
      if (asked) throw unreadable("invalid-option", "a second request for its rows");
      if (closed) throw unreadable("invalid-option", "that it was closed");
      asked = true;
      return closing();
    },
    close,
  };
}
