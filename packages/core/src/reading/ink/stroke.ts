import type { Component } from "./components.js";

/** The width of components' strokes, in pixels: what three fifths of their rows' runs do not exceed; 0 for none. */
export function strokeOf(parts: readonly Component[], width: number): number {
  const runs = parts.flatMap(({ pixels }) => runsOf(pixels, width)).sort((a, b) => a - b);
  return runs.length === 0 ? 0 : runs[Math.floor(0.6 * runs.length)];
}

function runsOf(pixels: Int32Array, width: number): number[] {
  const runs: number[] = [];
  let start = 0;
  for (let i = 1; i <= pixels.length; i++) {
    if (i < pixels.length && pixels[i] === pixels[i - 1] + 1 && pixels[i] % width !== 0) continue;
    runs.push(i - start);
    start = i;
  }
  return runs;
}
