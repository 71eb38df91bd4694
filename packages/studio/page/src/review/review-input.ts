import type { Review } from "../service/review.js";
import { inputOf } from "../service/reviews.js";
import { serviceErrorOf } from "../service/request.js";

/** Names and values. */
export type Cells = readonly (readonly [name: string, value: string])[];

interface Row {
  readonly kind: "row";
  readonly cells: Cells;
  /** Whether its columns have names: it is a row of a table, and no image's pixels. */
  readonly hasNames: boolean;
}

/** A review's input as it is shown. */
export type ReviewInput =
  | { readonly kind: "image" | "file"; readonly address: string; readonly mediaType: string }
  | Row
  | { readonly kind: "failed"; readonly why: string };

export async function loadInput({ id }: Review): Promise<ReviewInput> {
  try {
    const blob = await inputOf(id);
    const row = blob.type === "application/json" ? rowOf(await blob.text()) : undefined;
    if (row !== undefined) return row;
    const kind = blob.type.startsWith("image/") ? "image" : "file";
    return { kind, address: URL.createObjectURL(blob), mediaType: blob.type };
  } catch (error) {
    return { kind: "failed", why: serviceErrorOf(error).message };
  }
}

/** Gives back what a shown input holds. */
export function releaseInput(input: ReviewInput | undefined): void {
  if (input?.kind === "image" || input?.kind === "file") URL.revokeObjectURL(input.address);
}

export function rowOf(text: string): Row | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const shown = (cell: unknown): string =>
    cell === null ? "missing" : typeof cell === "string" ? cell : JSON.stringify(cell);
  const cells = Object.entries(value).map(([name, cell]: [string, unknown]) => [name, shown(cell)] as const);
  return { kind: "row", cells, hasNames: !Array.isArray(value) };
}

/** The columns that a refusal's reason names. */
export function strangeColumns(
  cells: Cells,
  { reason }: { readonly reason?: string | undefined },
): Set<string> {
  if (reason?.startsWith("unfamiliar") !== true) return new Set();
  const said = reason.split(/[:;,\s"“”]+/).join(" ");
  return new Set(cells.map(([name]) => name).filter((name) => ` ${said} `.includes(` ${name} `)));
}
