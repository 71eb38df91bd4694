import type { RowDataset } from "../../data/dataset.js";

/** Most rows of a small table. */
export const mostRows = 2000;
/** Most weights of a linear layer, biases among them. */
const MAX_WEIGHTS = 256;
/** Most rows · weights²: what a step of Newton's method multiplies. */
const MAX_WORK = 2e7;

/**
 * Whether all rows can be learned from and promised about at once, by training again and again without some of them: within about
 * ten seconds.
 */
export function isSmall({
  count,
  columns,
  classes,
}: Pick<RowDataset, "count" | "columns" | "classes">): boolean {
  const weights = (columns.length + 1) * classes.length;
  return count <= mostRows && weights <= MAX_WEIGHTS && count * weights ** 2 <= MAX_WORK;
}
