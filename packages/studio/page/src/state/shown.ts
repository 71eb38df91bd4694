/** Side of the pad, in its own units: points of strokes are whole numbers from 0 to this. */
export const padSide = 280;
/** Width of the pen, in the same units. */
export const penWidth = 22;

/** A stroke of the pen: x and y of its points in turn, whole numbers in units of the pad. */
export type Stroke = readonly number[];

/** Sets of images that the page can make, or that somebody opened. */
export type GallerySet = "digits" | "letters" | "noise" | "opened";

export interface Drawing {
  readonly kind: "drawing";
  readonly strokes: readonly Stroke[];
}

/** What the network is asked about. */
export type Shown =
  | Drawing
  /** An image of a set in the gallery, by its place. */
  | { readonly kind: "image"; readonly set: GallerySet; readonly index: number }
  /** A file that was dropped, pasted or picked, by the number that the page gave it. */
  | { readonly kind: "picture"; readonly id: number; readonly name: string };

export const blank: Drawing = { kind: "drawing", strokes: [] };

/** Whether there is nothing to ask about. */
export function isBlank(shown: Shown): boolean {
  return shown.kind === "drawing" && shown.strokes.length === 0;
}
