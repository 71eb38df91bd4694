/** Strokes in a square of 28 by 28 units, and what they are. */
export interface Drawing {
  readonly name: string;
  readonly strokes: readonly (readonly (readonly [number, number])[])[];
}

export function letter(seed: number): Drawing;
export function scribble(seed: number): Drawing;
export function object(seed: number): Drawing;
