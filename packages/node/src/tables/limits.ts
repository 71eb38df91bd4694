/** How large what comes from outside may be, so that a small file cannot fill the memory. */

/** Bytes of a row of CSV, its line ends within quotes included, and characters of a line of JSON. */
export const maxLineLength = 8 * 2 ** 20;

/** Bytes of a stream that cannot be read from its beginning to its end, as `npy`, `npz` and `parquet` cannot. */
export const maxBufferedBytes = 2 ** 30;

/** Bytes of an array that is decoded at once: a member of a zip, an array in Fortran's order, the answer of `readArray`. */
export const maxArrayBytes = 2 ** 31;

/** Bytes of an npy file's header, which its format allows to be 4 GiB: shapes and types that are read here take a hundred. */
export const maxNpyHeader = 2 ** 16;

/** Members of a zip. */
export const maxZipMembers = 2 ** 16;

/** Bytes of a parquet file's description of itself; its parts may take fifty times as much once they are objects. */
export const maxParquetFooter = 16 * 2 ** 20;

/** Cells of a row group, all of which are in memory at once: 1 GiB of numbers. */
export const maxRowGroupCells = 2 ** 27;

/** Bytes of a column of a row group, as stored, and of a page of it, decompressed. */
export const maxParquetChunk = 2 ** 30;

/** Numbers that `readRows` gathers: 1 GiB. */
export const maxRowsValues = 2 ** 28;

/** Characters that `readRows` gathers in columns of text. */
export const maxRowsText = 2 ** 28;
