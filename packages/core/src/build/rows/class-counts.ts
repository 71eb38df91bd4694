import type { Dataset } from "../../data/dataset.js";
import type { Predictive } from "../../predictive/predictive.js";
import { forcedLabels } from "../../predictive/summaries.js";

/** A class: how many rows it has, and how those that training has not seen came out. */
export interface ClassCount {
  readonly name: string;
  readonly rows: number;
  /** Of it among the rows that were looked at, and how many of these were taken for it; undefined where none were looked at. */
  readonly seen?: { readonly rows: number; readonly right: number } | undefined;
}

/** The classes of a data set, in their order. */
export function classCounts(
  { labels, classes }: Pick<Dataset, "labels" | "classes">,
  measured: { readonly predictive: Predictive; readonly labels: ArrayLike<number> } | undefined,
): ClassCount[] {
  const rows = new Array<number>(classes.length).fill(0);
  for (const label of labels ?? []) rows[label]++;
  if (measured === undefined) return classes.map((name, c) => ({ name, rows: rows[c] }));
  const [looked, right] = [rows.map(() => 0), rows.map(() => 0)];
  forcedLabels(measured.predictive).forEach((said, i) => {
    const label = measured.labels[i];
    looked[label]++;
    if (said === label) right[label]++;
  });
  return classes.map((name, c) => ({ name, rows: rows[c], seen: { rows: looked[c], right: right[c] } }));
}
