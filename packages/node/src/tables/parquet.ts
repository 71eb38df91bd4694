import { NescioError, type Cell, type TableRow } from "@nescio/core";
import { checkColumns, exactInteger, placeName } from "@nescio/core/internal";
import {
  parquetMetadata,
  parquetScan,
  parquetSchema,
  type ColumnMetaData,
  type FileMetaData,
  type RowGroup,
  type SchemaElement,
} from "hyparquet";
import { compressors } from "hyparquet-compressors";
import type { Bytes } from "./bytes.js";
import { maxParquetChunk, maxParquetFooter, maxRowGroupCells } from "./limits.js";
import type { OpenedTable } from "./opened.js";
import { checkPages } from "./parquet-pages.js";
import { noStatistics, parquetParsers } from "./parquet-parsers.js";
import type { RandomAccess } from "./random-access.js";

/** Magic and length before and after the description. */
const footerEnd = 8;

type Chunk = RowGroup["columns"][number];

/** A column of a row group in memory, as close together as its cells allow. */
interface ColumnCells {
  readonly at: (row: number) => Cell;
}

/**
 * Opens a Parquet file, whose columns have to be flat. Dates and times are texts (ISO 8601, times in UTC), decimals the nearest
 * numbers; a row group at a time is in memory.
 *
 * @throws NescioError `unsupported` of nested columns, columns of bytes and encrypted files; `invalid-data` of what is damaged or too
 *   large, and of 64-bit integers beyond ±(2⁵³ − 1).
 */
export async function openParquet(bytes: Bytes): Promise<OpenedTable> {
  const { name } = bytes;
  const file = await bytes.randomAccess();
  const metadata = await readMetadata(file, name);
  const elements = flatElements(metadata, name);
  const columns = elements.map((element) => element.name);
  checkColumns(name, columns);
  const groups = metadata.row_groups.map((group) => ({ group, count: rowsOf(group, columns.length, name) }));

  async function* rows(): AsyncGenerator<TableRow> {
    let before = 0;
    for (const { group, count } of groups) {
      if (count === 0) continue;
      const cells: ColumnCells[] = [];
      for (const element of elements)
        cells.push(await readColumn(file, { group, count, before, element, name }, metadata.version));
      for (let row = 0; row < count; row++)
        yield { number: before + row + 1, cells: cells.map((column) => column.at(row)) };
      before += count;
    }
  }
  return { columns, rowCount: groups.reduce((sum, { count }) => sum + count, 0), rows };
}

async function readMetadata(file: RandomAccess, name: string): Promise<FileMetaData> {
  const fault = (found: string): NescioError =>
    invalid(
      name,
      'a parquet file, which ends with "PAR1"',
      found,
      "The file is damaged, or was not written to its end.",
    );
  if (file.size < 2 * footerEnd) throw fault(`${file.size} bytes`);
  const end = await file.read(file.size - footerEnd, footerEnd);
  const magic = new TextDecoder("latin1").decode(end.subarray(4));
  if (magic === "PARE") throw unsupported(name, "a parquet file that is not encrypted", "an encrypted one");
  if (magic !== "PAR1") throw fault("other last bytes");
  const length = new DataView(end.buffer, end.byteOffset).getUint32(0, true);
  if (length > maxParquetFooter)
    throw invalid(name, `a parquet footer of at most ${maxParquetFooter} bytes`, `${length}`);
  if (length + footerEnd > file.size) throw fault(`a footer of ${length} bytes in a file of ${file.size}`);
  const footer = await file.read(file.size - footerEnd - length, footerEnd + length);
  return inWords(name, () => parquetMetadata(footer, { geoparquet: false, parsers: noStatistics }));
}

/** The columns, which must have no columns or lists in them. */
function flatElements(metadata: FileMetaData, name: string): SchemaElement[] {
  const { children } = inWords(name, () => parquetSchema(metadata));
  return children.map(({ element, children: inner }) => {
    if (inner.length === 0 && element.repetition_type !== "REPEATED") return element;
    throw unsupported(
      `${name}, column ${JSON.stringify(element.name)}`,
      "a value a row",
      "a nested column (a list, a map or a structure)",
      "Write each of its parts as a column of its own, or arrays as npy.",
    );
  });
}

function rowsOf(group: RowGroup, columns: number, name: string): number {
  const count = Number(group.num_rows);
  if (!Number.isSafeInteger(count) || count < 0) throw invalid(name, "a number of rows", `${count}`);
  if (count * columns <= maxRowGroupCells) return count;
  const next = "Write it with smaller row groups.";
  throw invalid(name, `row groups of at most ${maxRowGroupCells} cells`, `${count * columns}`, next);
}

/** Which column of which row group is read. */
interface Reading {
  readonly group: RowGroup;
  /** Rows of the group, and of those before it. */
  readonly count: number;
  readonly before: number;
  readonly element: SchemaElement;
  readonly name: string;
}

async function readColumn(file: RandomAccess, reading: Reading, version: number): Promise<ColumnCells> {
  const { group, count, before, element, name } = reading;
  const subject = `${name}, column ${JSON.stringify(element.name)}`;
  const chunk = group.columns.find(
    ({ meta_data: facts }) => facts?.path_in_schema.length === 1 && facts.path_in_schema[0] === element.name,
  );
  const { start, bytes, codec } = await readChunk(file, chunk, subject);
  inWords(subject, () => checkPages({ bytes, rows: count, element, codec }, subject));
  // A file of this column only, so that nothing is looked up among all others.
  const metadata: FileMetaData = {
    version,
    schema: [{ name: "root", num_children: 1 }, element],
    num_rows: BigInt(count),
    row_groups: [{ ...group, columns: [chunk!] }],
    metadata_length: 0,
  };
  const slice = (from: number, to = start + bytes.length): ArrayBuffer =>
    bytes.buffer.slice(bytes.byteOffset + from - start, bytes.byteOffset + to - start) as ArrayBuffer;
  const options = { metadata, compressors, parsers: parquetParsers, geoparquet: false };
  const data = await inWordsLater(subject, async () => {
    const scan = await parquetScan({ file: { byteLength: file.size, slice }, ...options });
    return scan.readColumn({ column: element.name, rowStart: 0, rowEnd: count });
  });
  if (data.length !== count) throw invalid(subject, `${count} rows`, `${data.length}`);
  return compact(data, count, (row) =>
    placeName({ file: name, row: before + row + 1, column: element.name }),
  );
}

async function readChunk(
  file: RandomAccess,
  chunk: Chunk | undefined,
  subject: string,
): Promise<{ start: number; bytes: Uint8Array; codec: ColumnMetaData["codec"] }> {
  const facts = chunk?.meta_data;
  if (facts === undefined) throw invalid(subject, "its data in each row group", "none");
  if (chunk?.file_path !== undefined)
    throw unsupported(subject, "data in the file itself", "data in another file");
  const start = Number(facts.dictionary_page_offset ?? 0n) || Number(facts.data_page_offset);
  const length = Number(facts.total_compressed_size);
  if (length > maxParquetChunk)
    throw invalid(
      subject,
      `at most ${maxParquetChunk} bytes a row group`,
      `${length}`,
      "Write smaller row groups.",
    );
  if (!(start >= 0 && length >= 0 && start + length <= file.size))
    throw invalid(subject, `data within the file's ${file.size} bytes`, `${length} at ${start}`);
  return { start, bytes: await file.read(start, length), codec: facts.codec };
}

function compact(data: ArrayLike<unknown>, count: number, placeOf: (row: number) => string): ColumnCells {
  const cellOf = (row: number): Cell => toCell(data[row], () => placeOf(row));
  const numbers = new Float64Array(count);
  const missing = new Uint8Array(count);
  for (let row = 0; row < count; row++) {
    const cell = cellOf(row);
    if (cell === null) missing[row] = 1;
    else if (typeof cell === "number") numbers[row] = cell;
    else return { at: cellOf };
  }
  return { at: (row) => (missing[row] === 1 ? null : numbers[row]) };
}

function toCell(value: unknown, placeOf: () => string): Cell {
  if (value === null || value === undefined) return null;
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "bigint") return exactInteger(value, placeOf);
  throw unsupported(placeOf(), "numbers, texts, dates, true or false", "bytes or another type");
}

/** hyparquet says what is wrong by plain errors, and by what JavaScript says where it reads beyond an end. */
function inWords<T>(subject: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw worded(error, subject);
  }
}

async function inWordsLater<T>(subject: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw worded(error, subject);
  }
}

function worded(error: unknown, subject: string): NescioError {
  if (error instanceof NescioError) return error;
  const found = error instanceof Error ? error.message : String(error);
  const next = "The file is damaged, or written in a way that is not known here.";
  return new NescioError({
    code: "invalid-data",
    subject,
    expected: "a parquet file",
    found,
    next,
    cause: error,
  });
}

function invalid(subject: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "invalid-data", subject, expected, found, next });
}

function unsupported(subject: string, expected: string, found: string, next?: string): NescioError {
  return new NescioError({ code: "unsupported", subject, expected, found, next });
}
