// Published lists of numbers as arrays that keep their precision.
import { np } from "nescio/ppl";

/** `[N]` of N numbers. */
export const vector = (numbers) => np.array(Float64Array.from(numbers));

/** `[N, K]` of N rows of K numbers. */
export const matrix = (rows) =>
  np.array(Float64Array.from(rows.flat()), { shape: [rows.length, rows[0].length] });

/** `[N, K]` of K columns: lists of N numbers, or a number for all N. */
export function columns(count, ...given) {
  return matrix(
    Array.from({ length: count }, (_, i) =>
      given.map((column) => (Array.isArray(column) ? column[i] : column)),
    ),
  );
}
