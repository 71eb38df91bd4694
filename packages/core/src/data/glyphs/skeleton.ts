/** One movement of the pen: points that a smooth curve passes through, except where a point is a corner. */
export interface Stroke {
  /** On a grid of about 0 to 100, x to the right and y downwards. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** 1 where the direction may break. */
  readonly corner: Uint8Array;
}

/** One way of writing a character, and how common it is among the ways of writing it. */
export interface Skeleton {
  readonly share: number;
  readonly strokes: readonly Stroke[];
}

/** The ways of writing each class, in label order. */
export interface Alphabet {
  readonly classes: readonly string[];
  readonly skeletons: readonly (readonly Skeleton[])[];
}

/** Reads a stroke written as "x y, x y!, x y": `!` marks a corner. */
function stroke(text: string): Stroke {
  const points = text.split(",").map((point) => point.trim());
  const axis = (which: 0 | 1): Float64Array =>
    Float64Array.from(points, (point) => Number.parseInt(point.split(" ")[which], 10));
  return {
    x: axis(0),
    y: axis(1),
    corner: Uint8Array.from(points, (point) => (point.endsWith("!") ? 1 : 0)),
  };
}

/** A way of writing: its share, then its strokes in the order of the hand. */
export function skeleton(share: number, ...strokes: readonly string[]): Skeleton {
  return { share, strokes: strokes.map(stroke) };
}
