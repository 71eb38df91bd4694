import type { RowDataset } from "../../data/dataset.js";
import { NescioError } from "../../errors.js";
import { randomStream } from "../../math/streams.js";

/** Which rows are left out together: of each row the number of its fold, and how many folds there are. */
export interface Folds {
  readonly of: Uint8Array;
  readonly count: number;
}

/**
 * Deals the rows of each class in random order to the folds in turn, one class after another, so that folds have the classes in
 * equal parts and are of equal size, both to within a row. A class with fewer rows than there are folds is in some of them; all
 * but one of its rows or more are always outside of a fold.
 *
 * @param wanted How many folds, 2 to 255; no more than there are rows.
 * @param draw Which of several ways to deal them. Default 0.
 * @throws NescioError `invalid-data` without labels, with fewer than two classes, or with a class of a single row.
 */
export function stratifiedFolds(
  dataset: Pick<RowDataset, "name" | "count" | "labels" | "classes">,
  wanted: number,
  seed: number,
  draw = 0,
): Folds {
  const { count: rows, classes } = dataset;
  const labels = checkedLabels(dataset);
  const count = Math.min(wanted, rows);
  const of = new Uint8Array(rows);
  let dealt = 0;
  for (let label = 0; label < classes.length; label++) {
    const members = Array.from({ length: rows }, (_, row) => row).filter((row) => labels[row] === label);
    const order = randomStream("rowFolds", seed, label, draw).permutation(members.length);
    for (const place of order) of[members[place]] = dealt++ % count;
  }
  return { of, count };
}

/** Places of the rows in a fold, and of all others, in increasing order. */
export function partsOf(
  { of }: Folds,
  fold: number,
): { readonly inside: Uint32Array; readonly outside: Uint32Array } {
  const rows = Uint32Array.from(of, (_, row) => row);
  return {
    inside: rows.filter((row) => of[row] === fold),
    outside: rows.filter((row) => of[row] !== fold),
  };
}

function checkedLabels({
  name,
  labels,
  classes,
}: Pick<RowDataset, "name" | "labels" | "classes">): ArrayLike<number> {
  const invalid = (expected: string, found: string, next?: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: `data set "${name}"`, expected, found, next });
  if (labels === undefined) throw invalid("labels to learn", "none");
  const counts = new Array<number>(classes.length).fill(0);
  for (const label of labels) counts[label]++;
  const present = counts.flatMap((each, label) => (each > 0 ? [label] : []));
  if (present.length < 2) {
    throw invalid(
      "rows of two classes at least",
      `all ${labels.length} of ${JSON.stringify(classes[labels[0]])}`,
    );
  }
  const single = present.find((label) => counts[label] === 1);
  if (single === undefined) return labels;
  throw invalid(
    "at least 2 rows of every class, one to learn from where the other is left out",
    `a single one of ${JSON.stringify(classes[single])}`,
    "Give more rows of that class, or leave it out.",
  );
}
