import { NescioError } from "@nescio/core";

/** The options of `train` that are about tables. */
export interface TableOptions {
  readonly target?: string;
  readonly labels?: string;
  readonly drop?: readonly string[];
  readonly keep?: readonly string[];
  readonly show?: string;
  readonly text?: readonly string[];
}

/** Whether a data set is a table, by the ending of its name. */
export function isTable(name: string): boolean {
  return /\.(csv|tsv|jsonl|ndjson|npy|npz|parquet)$/i.test(name);
}

/** Throws `invalid-option` where an option for tables is given beside images. */
export function checkNoTable({ target, labels, drop, keep, show, text }: TableOptions): void {
  const given = Object.entries({ target, labels, drop, keep, show, text }).find(
    ([, value]) => value !== undefined,
  );
  if (given === undefined) return;
  throw new NescioError({
    code: "invalid-option",
    subject: `--${given[0]}`,
    expected: "a table (csv, tsv, jsonl, npy, npz or parquet) to train on",
    found: "a data set of images",
  });
}
