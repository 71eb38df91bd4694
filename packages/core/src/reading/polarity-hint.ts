import type { Hint } from "./hints.js";
import { polarityOf } from "./ink/polarity.js";
import type { Plane } from "./plane.js";

/** A ground lighter than this is paper, not the black around a set character. */
const lightGround = 140;
/** Writing is darker than its ground by this much at least. */
const leastDepth = 40;

/** Notices dark strokes on a light ground, in one channel: in colour nobody can tell ink from ground. */
export function polarityHints(planes: readonly Plane[]): Hint[] {
  if (planes.length !== 1) return [];
  const [plane] = planes;
  const ground = medianOfBorder(plane);
  if (ground - plane.values.reduce((a, b) => Math.min(a, b)) < leastDepth) return [];
  return ground > lightGround && polarityOf(plane) === "dark-on-light" ? [{ kind: "polarity" }] : [];
}

function medianOfBorder({ width, height, values }: Plane): number {
  const border = values.filter((_, i) => {
    const column = i % width;
    return column === 0 || column === width - 1 || i < width || i >= width * (height - 1);
  });
  return border.sort()[border.length >> 1];
}
