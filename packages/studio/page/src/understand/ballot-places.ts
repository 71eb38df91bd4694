/** Where the dots of a column lie: rows of so many, from the bottom up. */
export interface BallotPlaces {
  /** Diameter of a dot with the space around it, in CSS pixels. */
  readonly size: number;
  /** Dots side by side. */
  readonly across: number;
}

const largest = 24;

/** The largest dots of which all find room in a column. */
export function ballotPlaces(width: number, height: number, dots: number): BallotPlaces {
  for (let size = largest; size > 1; size -= 0.5) {
    const across = Math.floor(width / size);
    if (across * Math.floor(height / size) >= dots) return { size, across };
  }
  return { size: 1, across: Math.max(1, Math.floor(width)) };
}

/** The middle of a dot, from the column's left edge and from its bottom. */
export function ballotPlace(
  index: number,
  { size, across }: BallotPlaces,
  width: number,
): { readonly x: number; readonly y: number } {
  const left = (width - across * size) / 2;
  return { x: left + ((index % across) + 0.5) * size, y: (Math.floor(index / across) + 0.5) * size };
}
