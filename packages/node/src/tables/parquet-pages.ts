import { NescioError } from "@nescio/core";
import type { ColumnMetaData, SchemaElement } from "hyparquet";
import { parquetHeader } from "hyparquet/src/column.js";
import { compressors } from "hyparquet-compressors";
import { maxParquetChunk } from "./limits.js";

type PageHeader = ReturnType<typeof parquetHeader>;

/** Which column of a row group is looked at. */
export interface ColumnPages {
  /** Its pages, one after the other. */
  readonly bytes: Uint8Array;
  readonly rows: number;
  readonly element: SchemaElement;
  readonly codec: ColumnMetaData["codec"];
}

/**
 * Looks at the pages of a flat column before hyparquet reads them, which takes as much memory as they promise: a few bytes may
 * promise a billion values, in a page's header or in a run of equal ones. Each page is decompressed once more for that.
 *
 * @throws NescioError `invalid-data` of too many or too large ones; Error, RangeError of what is damaged.
 */
export function checkPages({ bytes, rows, element, codec }: ColumnPages, subject: string): void {
  const reader = { view: viewOf(bytes), offset: 0 };
  let values = 0;
  while (values < rows && reader.offset < bytes.length - 1) {
    const header = parquetHeader(reader);
    const stored = bytes.subarray(reader.offset, reader.offset + header.compressed_page_size);
    if (!(header.compressed_page_size >= 0) || stored.length !== header.compressed_page_size)
      throw new Error("a page beyond the column's end");
    const size = header.uncompressed_page_size;
    if (!(size >= 0 && size <= maxParquetChunk))
      throw invalid(subject, `pages of at most ${maxParquetChunk} bytes`, `${size}`);
    reader.offset += stored.length;
    const inPage = valuesOf(header);
    values += inPage;
    if (!(inPage >= 0 && values <= rows))
      throw invalid(subject, `${rows} values in a row group`, `${values} or more`);
    checkPage(header, stored, element, (packed, length) =>
      codec === "UNCOMPRESSED" ? packed : compressors[codec]?.(packed, length),
    );
  }
  if (values !== rows) throw invalid(subject, `${rows} values in a row group`, `${values}`);
}

/** Values of a page of data, missing ones included; others have none. */
function valuesOf(header: PageHeader): number {
  return (header.data_page_header ?? header.data_page_header_v2)?.num_values ?? 0;
}

function checkPage(
  header: PageHeader,
  stored: Uint8Array,
  { type, repetition_type: repetition }: SchemaElement,
  unpack: (packed: Uint8Array, length: number) => Uint8Array | undefined,
): void {
  const size = header.uncompressed_page_size;
  const { data_page_header: first, data_page_header_v2: second, dictionary_page_header: dictionary } = header;
  if (dictionary !== undefined && !(dictionary.num_values >= 0 && dictionary.num_values <= size * 8))
    throw new Error(`a dictionary of ${dictionary.num_values} values in ${size} bytes`);
  const facts = first ?? second;
  if (facts === undefined) return;
  let page: Uint8Array | undefined;
  if (second === undefined) {
    page = unpack(stored, size);
    if (page !== undefined && repetition !== "REQUIRED")
      page = checkRunsAfterLength(page, 1, facts.num_values);
  } else {
    const levels = second.repetition_levels_byte_length + second.definition_levels_byte_length;
    checkRuns(stored.subarray(second.repetition_levels_byte_length, levels), 1, facts.num_values);
    const packed = stored.subarray(levels);
    page = second.is_compressed === false || size === levels ? packed : unpack(packed, size - levels);
  }
  // Where nothing unpacks it, hyparquet says so.
  if (page === undefined || page.length === 0 || !/^RLE$|DICTIONARY$/.test(facts.encoding)) return;
  if (type === "BOOLEAN") checkRunsAfterLength(page, 1, facts.num_values);
  else checkRuns(page.subarray(1), page[0], facts.num_values);
}

/** Checks runs whose length in bytes stands before them, and returns what follows. */
function checkRunsAfterLength(bytes: Uint8Array, width: number, most: number): Uint8Array {
  const end = 4 + viewOf(bytes).getUint32(0, true);
  checkRuns(bytes.subarray(4, end), width, most);
  return bytes.subarray(end);
}

/**
 * Refuses a run of equal values that is longer than there are values (run-length encoding and bit-packing, mixed).
 * @param width Bits of a value.
 * @param most Values there are.
 */
function checkRuns(bytes: Uint8Array, width: number, most: number): void {
  let seen = 0;
  for (let at = 0; at < bytes.length && seen < most;) {
    let header = 0;
    for (let shift = 0; ; shift += 7) {
      if (at >= bytes.length || shift > 28) throw new Error("a run without an end");
      const byte = bytes[at++];
      header += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) break;
    }
    const count = Math.floor(header / 2);
    if (header % 2 === 1) {
      seen += count * 8;
      at += count * width;
    } else {
      if (count > most - seen) throw new Error(`a run of ${count} values where ${most - seen} are left`);
      seen += count;
      at += Math.ceil(width / 8);
    }
  }
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}

function invalid(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-data", subject, expected, found });
}
