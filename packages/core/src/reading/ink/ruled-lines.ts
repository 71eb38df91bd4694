import { createPlane, mapPlane, type Plane } from "../plane.js";
import { componentsOf, type Component } from "./components.js";
import { strokeOf } from "./stroke.js";
import type { Levels } from "./threshold.js";

/** Share of the picture's width that a printed line covers at least. */
const leastCoverage = 0.7;
/** The steepest line: 14°. */
const steepest = 0.25;
/** Slopes that are tried, to either side of level. */
const slopes = 40;
/** Two lines are at least so far apart, in pixels. */
const apart = 8;
/** A printed line is thinner than this share of the longest side, in pixels, and a pixel more. */
const thickest = 0.015;
/** And thinner than this share of the pen's strokes. */
const thinness = 0.75;

/** Where a line runs: its height at the left border, and how far it falls over the whole width, in pixels. */
interface Line {
  readonly top: number;
  readonly fall: number;
}

/** Ink, and what of it hangs together. */
interface InkParts {
  readonly ink: Plane;
  readonly components: readonly Component[];
}

/**
 * The ink without the printed lines of ruled or squared paper: long, straight, across the whole picture, and thinner than
 * the pen. Where a stroke crosses a line, the ink is thicker than the line, and stays. As it was where nothing crosses the
 * picture, or nothing is left without the lines.
 */
export function withoutRuledLines(ink: Plane, levels: Levels): InkParts {
  const whole = { ink, components: componentsOf(ink, levels) };
  if (!whole.components.some((component) => crosses(component, ink))) return whole;
  const level = erased(ink, levels.low);
  const upright = erased(transposed(ink), levels.low);
  // Where two lines cross a speck is left.
  const other = transposed(upright.ink).values;
  const both = mapPlane(level.ink, (value, at) => Math.min(value, other[at]));
  const thickness = Math.max(level.thickness, upright.thickness);
  if (thickness === 0) return whole;
  const left = componentsOf(both, levels);
  const largest = left.reduce<Component | undefined>((a, b) => (a && a.area >= b.area ? a : b), undefined);
  if (largest === undefined || thickness > thinness * strokeOf([largest], ink.width)) return whole;
  return { ink: both, components: left };
}

/** Whether something reaches from about one border to the other. */
function crosses({ sides, box }: Component, { width, height }: Plane): boolean {
  return sides >= 2 && (box.width >= leastCoverage * width || box.height >= leastCoverage * height);
}

/** Without the lines that are about level, and their thickness in pixels; 0 for none. */
function erased(ink: Plane, low: number): { readonly ink: Plane; readonly thickness: number } {
  const values = ink.values.slice();
  let most = 0;
  for (const line of linesOf(ink, low)) most = Math.max(most, erase(line, ink, values, low));
  return { ink: { ...ink, values }, thickness: most };
}

/** Lines by how much of their way is inked (a Hough transform), the clearest first. */
function linesOf(ink: Plane, low: number): Line[] {
  const { width, height, set } = halved(ink, low);
  const found: (Line & { readonly share: number })[] = [];
  const counts = new Uint16Array(height);
  for (let k = -slopes; k <= slopes; k++) {
    const fall = (k / slopes) * steepest * width;
    counts.fill(0);
    for (let x = 0; x < width; x++) {
      const shift = Math.round((fall * x) / width);
      const to = Math.min(height, height - shift);
      for (let y = Math.max(0, -shift), at = (y + shift) * width + x; y < to; y++, at += width)
        counts[y] += set[at];
    }
    counts.forEach((count, top) => {
      if (count >= leastCoverage * width) found.push({ top: 2 * top, fall: 2 * fall, share: count / width });
    });
  }
  const lines: Line[] = [];
  for (const line of found.sort((a, b) => b.share - a.share)) {
    const middle = line.top + line.fall / 2;
    if (lines.every(({ top, fall }) => Math.abs(top + fall / 2 - middle) >= apart)) lines.push(line);
  }
  return lines;
}

/** Half the size: 1 where there is ink, or right above or below. */
function halved(
  { width, height, values }: Plane,
  low: number,
): { width: number; height: number; set: Uint8Array } {
  const [columns, rows] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const set = new Uint8Array(columns * rows);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (values[y * width + x] < low) continue;
      const [row, column] = [y >> 1, x >> 1];
      for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) set[r * columns + column] = 1;
    }
  }
  return { width: columns, height: rows, set };
}

/**
 * Takes a line out of `values` where the ink is no thicker than it is along most of its way. Its thickness; 0 where it is too
 * thick for a printed line: strokes and the lines across it may cover a way, too.
 */
function erase(
  { top, fall }: Line,
  { width, height, values: before }: Plane,
  values: Float32Array,
  low: number,
): number {
  const runs: { x: number; from: number; to: number }[] = [];
  for (let x = 0; x < width; x++) {
    const run = runAt(x, Math.round(top + (fall * x) / width));
    if (run !== undefined) runs.push({ x, ...run });
  }
  if (runs.length === 0) return 0;
  const lengths = runs.map(({ from, to }) => to - from + 1).sort((a, b) => a - b);
  const thickness = lengths[lengths.length >> 1];
  if (thickness > 1 + thickest * Math.max(width, height)) return 0;
  for (const { x, from, to } of runs) {
    if (to - from + 1 > 1.6 * thickness + 1) continue;
    // With its soft edges.
    for (let y = Math.max(0, from - 1); y <= Math.min(height - 1, to + 1); y++) values[y * width + x] = 0;
  }
  return thickness;

  /** The inked run of a column nearest to a place, if it is within three pixels. */
  function runAt(x: number, y: number): { from: number; to: number } | undefined {
    const inked = (row: number): boolean => row >= 0 && row < height && before[row * width + x] >= low;
    const start = [0, -1, 1, -2, 2, -3, 3].map((d) => y + d).find(inked);
    if (start === undefined) return undefined;
    let [from, to] = [start, start];
    while (inked(from - 1)) from--;
    while (inked(to + 1)) to++;
    return { from, to };
  }
}

function transposed({ width, height, values }: Plane): Plane {
  const result = createPlane(height, width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) result.values[x * height + y] = values[y * width + x];
  }
  return result;
}
