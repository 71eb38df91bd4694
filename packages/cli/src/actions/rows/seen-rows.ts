import { selectImages, type RowDataset } from "@nescio/core";

/**
 * Without rows that have cells of kinds that training had nothing like: their numbers say nothing of these, and such rows are refused
 * in any case. undefined: none is left.
 */
export function seenRows(rows: RowDataset): RowDataset | undefined {
  const { unseen, count } = rows;
  if (unseen === undefined) return rows;
  const seen = Array.from({ length: count }, (_, place) => place).filter((place) => !unseen.has(place));
  return seen.length === 0 ? undefined : selectImages(rows, seen);
}
