import { NescioError, type TableRow } from "@nescio/core";
import { checkColumnCount, numberedColumns, placeName } from "@nescio/core/internal";
import type { Bytes } from "./bytes.js";
import { checkArrayBytes, openNpyFile, type ArrayOptions } from "./npy-file.js";
import { numberReader } from "./npy.js";
import type { OpenedTable } from "./opened.js";

/** Bytes that are read at once; where the first index runs fastest, a row is spread over the file, and all is read. */
const blockBytes = 2 ** 20;

/**
 * Opens an array of one dimension, a column, or of two, rows and columns. Cells are numbers, NaN and infinities among them;
 * those of bool are true and false.
 *
 * @throws NescioError `invalid-data` of other shapes; as `openNpyFile`.
 */
export async function openNpyTable(
  bytes: Bytes,
  format: "npy" | "npz",
  options: ArrayOptions,
): Promise<OpenedTable> {
  const { name, header, read } = await openNpyFile(bytes, format, options);
  const { shape, width, type, count } = header;
  if (shape.length !== 1 && shape.length !== 2) {
    const expected = "an array of one dimension (a column) or two (rows, columns)";
    const found = `shape (${shape.join(", ")})`;
    throw new NescioError({ code: "invalid-data", subject: name, expected, found });
  }
  const [rowCount, columnCount = 1] = shape;
  checkColumnCount(name, columnCount);
  const spread = header.fortranOrder && shape.length === 2;
  if (spread) checkArrayBytes(count * width, name, "numbers in Fortran's order");
  const [rowStride, columnStride] = spread ? [1, rowCount] : [columnCount, 1];
  const blockRows = spread ? rowCount : Math.max(1, Math.floor(blockBytes / (columnCount * width)));

  async function* rows(): AsyncGenerator<TableRow> {
    for (let first = 0; first < rowCount; first += blockRows) {
      const inBlock = Math.min(blockRows, rowCount - first);
      const block = await read(first * columnCount, inBlock * columnCount);
      const view = new DataView(block.buffer, block.byteOffset, block.length);
      const number = numberReader(header, (offset) => {
        const index = offset / width;
        const [slow, fast] = [
          Math.floor(index / (spread ? rowCount : columnCount)),
          index % (spread ? rowCount : columnCount),
        ];
        const [row, column] = spread ? [fast, slow] : [slow, fast];
        return placeName({ file: name, row: first + row + 1, column: `c${column}` });
      });
      for (let row = 0; row < inBlock; row++) {
        const cells: (number | boolean)[] = [];
        for (let column = 0; column < columnCount; column++) {
          const value = number(view, (row * rowStride + column * columnStride) * width);
          cells.push(type === "b1" ? value === 1 : value);
        }
        yield { number: first + row + 1, cells };
      }
    }
  }
  return { columns: numberedColumns(columnCount), rowCount, rows };
}
