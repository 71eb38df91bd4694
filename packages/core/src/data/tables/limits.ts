/** How large a table may be, so that a small file cannot fill the memory. */

/** Columns of a table. */
export const maxColumns = 65_536;
