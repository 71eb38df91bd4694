import { NescioError } from "@nescio/core";
import type { TableFormat } from "./table.js";

/** Endings of files' names, and what such files are. */
const endings: Readonly<Record<string, TableFormat>> = {
  csv: "csv",
  tsv: "tsv",
  tab: "tsv",
  jsonl: "jsonl",
  ndjson: "jsonl",
  npy: "npy",
  npz: "npz",
  parquet: "parquet",
};

/** The format that a path's ending says; undefined where it says none. */
export function formatByEnding(path: string): TableFormat | undefined {
  const ending = (/\.([^./\\]+)$/.exec(path)?.[1] ?? "").toLowerCase();
  return Object.hasOwn(endings, ending) ? endings[ending] : undefined;
}

/**
 * The format that is asked for, or that the path's ending says.
 * @throws NescioError `invalid-option` where neither says any, or not one of these.
 */
export function formatOf<Format extends TableFormat>(
  source: unknown,
  given: TableFormat | undefined,
  formats: readonly Format[],
): Format {
  const format = given ?? (typeof source === "string" ? formatByEnding(source) : undefined);
  const found = formats.find((known) => known === format);
  if (found !== undefined) return found;
  throw new NescioError({
    code: "invalid-option",
    subject: given === undefined && typeof source === "string" ? source : "format",
    expected: `one of ${formats.join(", ")}`,
    found:
      given ??
      format ??
      (typeof source === "string" ? `a file whose name does not end so` : "a stream without one"),
    next: given === undefined ? "Say its format." : undefined,
  });
}
