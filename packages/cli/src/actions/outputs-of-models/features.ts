import { NescioError, type Features, type OutputRule, type TableRow } from "@nescio/core";
import { openTable, type Table } from "@nescio/node/internal";
import { listColumns, type NamedColumn } from "./class-columns.js";
import { pushNumbers } from "./numbers.js";

/** Where rows' features are: in columns of their table that begin alike, or in a file of their own, a row for each. */
export type FeaturesPlace = { readonly prefix: string } | { readonly file: string };

/** Of `emb_*` the prefix, else a file's name. */
export function featuresPlace(text: string): FeaturesPlace {
  return text.endsWith("*") ? { prefix: text.slice(0, -1) } : { file: text };
}

/** The columns of a table that begin so. Throws `invalid-data` where none does. */
export function featureColumns({ name, columns }: Table, prefix: string): readonly string[] {
  const own = columns.filter((column) => column.startsWith(prefix));
  if (own.length > 0) return own;
  const expected = `columns of features, which begin with ${JSON.stringify(prefix)}`;
  throw new NescioError({ code: "invalid-data", subject: name, expected, found: listColumns(columns) });
}

/** Reads the features of all rows of a file: those columns, or all that it has. */
export async function readFeatures(
  path: string,
  { columns, signal }: { readonly columns?: readonly string[] | undefined; readonly signal: AbortSignal },
): Promise<Features> {
  const table = await openTable(path, { signal });
  try {
    const own = placesOf(table, columns ?? table.columns);
    const data: number[] = [];
    for await (const row of table.rows()) pushFeatures(data, row, own, path);
    if (data.length > 0) return { dimensions: own.length, data };
    throw new NescioError({ code: "invalid-data", subject: path, expected: "rows", found: "none" });
  } finally {
    await table.close();
  }
}

/** Appends a row's features. */
function pushFeatures(to: number[], row: TableRow, columns: readonly NamedColumn[], file: string): void {
  pushNumbers(to, row, columns, file, "logits");
}

/** Columns with their places in a table. Throws `invalid-data` for one that is not there. */
export function placesOf({ name: file, columns }: Table, names: readonly string[]): NamedColumn[] {
  return names.map((name) => {
    const place = columns.indexOf(name);
    if (place >= 0) return { name, place };
    throw new NescioError({
      code: "invalid-data",
      subject: file,
      expected: `a column ${JSON.stringify(name)}, as the rule was calibrated with`,
      found: listColumns(columns),
    });
  });
}

/** The features of rows that come one by one. */
export interface FeatureReader {
  /** Those of some rows, the next ones. */
  next(rows: readonly TableRow[]): Promise<Features | undefined>;
  /** Throws `invalid-data` where there are features of more rows than there were. */
  end(): Promise<void>;
  close(): Promise<void>;
}

const none: FeatureReader = {
  next: () => Promise.resolve(undefined),
  end: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/**
 * Reads what a rule looks at of a table's rows: nothing, columns of the table, or a file of features row by row.
 *
 * @param given What `--features` says.
 * @throws NescioError `invalid-option` for a file that is not asked for, or asked for and not given.
 */
export async function openFeatures(
  table: Table,
  { familiarity }: OutputRule,
  given: string | undefined,
  signal: AbortSignal,
): Promise<FeatureReader> {
  const wrong = (expected: string, found: string): NescioError =>
    new NescioError({ code: "invalid-option", subject: "--features", expected, found });
  const wants = familiarity !== undefined && familiarity.columns === undefined;
  if (given !== undefined && !wants) {
    const known = familiarity === undefined ? "looks at no features" : "finds them in the rows' own columns";
    throw wrong("nothing, for this rule", `${given}; it ${known}`);
  }
  if (familiarity === undefined) return none;
  const { dimensions, columns } = familiarity;
  if (columns !== undefined) {
    const own = placesOf(table, columns);
    return {
      ...none,
      next: (rows) => {
        const data: number[] = [];
        for (const row of rows) pushFeatures(data, row, own, table.name);
        return Promise.resolve({ dimensions, data });
      },
    };
  }
  if (given === undefined) throw wrong("the file of the rows' features, which the rule looks at", "nothing");
  return fileReader(await openTable(given, { signal }), dimensions);
}

function fileReader(table: Table, dimensions: number): FeatureReader {
  const rows = table.rows()[Symbol.asyncIterator]();
  const own = placesOf(table, table.columns);
  const wrong = (expected: string, found: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: table.name, expected, found });
  return {
    next: async (of) => {
      if (own.length !== dimensions) throw wrong(`${dimensions} numbers a row`, String(own.length));
      const data: number[] = [];
      for (const { number } of of) {
        const next = await rows.next();
        if (next.done === true) throw wrong("features of every row", `none of row ${number}`);
        pushFeatures(data, next.value, own, table.name);
      }
      return { dimensions, data };
    },
    end: async () => {
      const next = await rows.next();
      if (next.done !== true) throw wrong("features of so many rows as there are", "more");
    },
    close: () => table.close(),
  };
}
