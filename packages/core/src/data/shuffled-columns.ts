import { randomStream } from "../math/streams.js";
import { createDataset, type RowDataset } from "./dataset.js";

/**
 * Rows that are none: every column has its own values, in an order of its own, so that each number is ordinary and their
 * combinations are not.
 *
 * @param seed Unsigned 32-bit.
 */
export function shuffledColumns(rows: RowDataset, seed: number): RowDataset {
  const { name, count, columns, values } = rows;
  const width = columns.length;
  const shuffled = new Float32Array(values.length);
  for (let column = 0; column < width; column++) {
    const order = randomStream("shuffledColumns", seed, column).permutation(count);
    order.forEach((from, row) => (shuffled[row * width + column] = values[from * width + column]));
  }
  return createDataset({ name: `${name}, shuffled`, count, columns, values: shuffled, classes: [] });
}
