/** How large a table may be, so that a small file cannot fill the memory. */

/** Columns of a table. */
export const maxColumns = 65_536;

/** Cells of a table in memory: 1 GiB of numbers. */
export const maxCells = 2 ** 27;

/** Bytes of the different texts of a table in memory. */
export const maxTextBytes = 2 ** 30;

/** Characters of a column's name. */
export const maxColumnName = 1000;

/** Different values of a category, each of which is an input of the network. */
export const maxCategoryValues = 1000;

/** Characters of a category's value and of a class. */
export const maxValueLength = 1000;

/** Inputs that a table's columns make of a row. */
export const maxFeatures = 65_536;

/** Numbers of encoded rows: 1 GiB in single precision. */
export const maxEncodedValues = 2 ** 28;

/** Classes of a target. */
export const maxTargetClasses = 65_536;
