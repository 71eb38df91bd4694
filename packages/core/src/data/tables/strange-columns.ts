import { columnWidth, type ColumnSchema } from "./column-schema.js";
import { FARTHEST } from "./encode-rows.js";

/** A number of a row that is far from those of training. */
export interface StrangeColumn {
  readonly column: string;
  /** As single precision holds it, in 6 significant digits; of numbers beyond 10⁶ deviations, that far. */
  readonly value: number;
  /** The least and the greatest number of training. */
  readonly usual: readonly [min: number, max: number];
  /** From the mean, in standard deviations, with its sign. */
  readonly deviations: number;
  /** Whether it is farther away than `value` says. */
  readonly isFarther: boolean;
}

/** Numbers within the range are strange from so many deviations on. */
const FAR = 4;

/**
 * Which columns make an encoded row strange: numbers beyond the range of training, or more than 4 deviations from its mean. Most
 * deviations first. Categories that training never had are told when a row is encoded (`EncodedRows.unseen`).
 *
 * @param row D inputs, as `encodeRows` makes them.
 */
export function strangeColumns(columns: readonly ColumnSchema[], row: ArrayLike<number>): StrangeColumn[] {
  const strange: StrangeColumn[] = [];
  let start = 0;
  for (const column of columns) {
    const z = row[start];
    const missing = column.missing && row[start + columnWidth(column) - 1] === 1;
    start += columnWidth(column);
    if (column.kind === "category" || missing) continue;
    const { name, mean, deviation, min, max } = column;
    // The ends of the range are rounded when they are encoded, too.
    const slack = 1e-6 * Math.max(1, Math.abs(z));
    const beyond = z > (max - mean) / deviation + slack || z < (min - mean) / deviation - slack;
    if (!beyond && Math.abs(z) <= FAR) continue;
    const value = Number((mean + z * deviation).toPrecision(6));
    strange.push({
      column: name,
      value,
      usual: [min, max],
      deviations: z,
      isFarther: Math.abs(z) === FARTHEST,
    });
  }
  return strange.sort((a, b) => Math.abs(b.deviations) - Math.abs(a.deviations));
}
