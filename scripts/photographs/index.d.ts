import type { Picture } from "nescio";

/** Light ink on 28×28 pixels; strokes in a square of 28 by 28 units; or nothing at all. */
export type Subject =
  | { readonly pixels: ArrayLike<number> }
  | { readonly strokes: readonly (readonly (readonly [number, number])[])[] }
  | { readonly blank: true };

/** What was photographed, and how: the same subject and seed give the same picture. */
export function photograph(
  subject: Subject,
  seed: number,
  sides?: { readonly least?: number; readonly most?: number },
): { readonly picture: Picture; readonly facts: Readonly<Record<string, unknown>> };
