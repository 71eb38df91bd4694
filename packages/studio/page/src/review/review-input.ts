import type { Review } from "../service/review.js";
import { inputOf } from "../service/reviews.js";
import { serviceErrorOf } from "../service/request.js";

/** A review's input as it is shown. */
export type ReviewInput =
  | { readonly kind: "image" | "file"; readonly address: string; readonly mediaType: string }
  /** A row: names and values. */
  | { readonly kind: "row"; readonly cells: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: "failed"; readonly why: string };

export async function loadInput({ id }: Review): Promise<ReviewInput> {
  try {
    const blob = await inputOf(id);
    const cells = blob.type === "application/json" ? cellsOf(await blob.text()) : undefined;
    if (cells !== undefined) return { kind: "row", cells };
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

function cellsOf(text: string): [string, string][] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const shown = (cell: unknown): string => (typeof cell === "string" ? cell : JSON.stringify(cell));
  return Array.isArray(value)
    ? value.map((cell, i) => [String(i), shown(cell)])
    : Object.entries(value).map(([name, cell]) => [name, shown(cell)]);
}
