import type { Component } from "./components.js";

/**
 * The width of components' strokes, in pixels: of their rows' runs of pixels, or their columns', whichever are shorter, what
 * three fifths do not exceed; 0 for none.
 */
export function strokeOf(parts: readonly Component[], width: number): number {
  const rows = parts.flatMap(({ pixels }) => runsOf(pixels, width));
  // Places column by column, with one between two columns that is never set.
  const height = 2 + Math.max(0, ...parts.map(({ box }) => box.top + box.height));
  const columns = parts.flatMap(({ pixels }) => {
    const turned = pixels.map((at) => (at % width) * height + Math.floor(at / width));
    return runsOf(turned.sort(), height);
  });
  return Math.min(typical(rows), typical(columns));
}

function typical(runs: number[]): number {
  return runs.length === 0 ? 0 : runs.sort((a, b) => a - b)[Math.floor(0.6 * runs.length)];
}

/** Lengths of the runs of neighbouring places; one ends where a line of `length` places does. */
function runsOf(places: Int32Array, length: number): number[] {
  const runs: number[] = [];
  let start = 0;
  for (let i = 1; i <= places.length; i++) {
    if (i < places.length && places[i] === places[i - 1] + 1 && places[i] % length !== 0) continue;
    runs.push(i - start);
    start = i;
  }
  return runs;
}
