import type { Box, Plane } from "../plane.js";
import type { Levels } from "./threshold.js";

/** Ink that hangs together. */
export interface Component {
  readonly box: Box;
  /** Number of pixels. */
  readonly area: number;
  /** Their places, row by row. */
  readonly pixels: Int32Array;
  /** Sides of the picture that it touches. */
  readonly sides: number;
}

/** The components of the ink over the low level (with their diagonal neighbours) that reach the high level somewhere. */
export function componentsOf(ink: Plane, { low, high }: Levels): Component[] {
  const { width, height, values } = ink;
  const seen = new Uint8Array(values.length);
  const stack = new Int32Array(values.length);
  const found: Component[] = [];
  for (let start = 0; start < values.length; start++) {
    if (seen[start] !== 0 || values[start] < high) continue;
    let [size, next] = [1, 0];
    stack[0] = start;
    seen[start] = 1;
    // The stack keeps what was visited: in the end it is the component.
    while (next < size) {
      const at = stack[next++];
      const column = at % width;
      const row = (at - column) / width;
      for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
          const neighbour = y * width + x;
          if (seen[neighbour] !== 0 || values[neighbour] < low) continue;
          seen[neighbour] = 1;
          stack[size++] = neighbour;
        }
      }
    }
    found.push(describe(stack.slice(0, size), ink));
  }
  return found;
}

function describe(pixels: Int32Array, { width, height }: Plane): Component {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (const at of pixels) {
    const x = at % width;
    const y = (at - x) / width;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const box = { left, top, width: right - left + 1, height: bottom - top + 1 };
  const sides = [left <= 1, top <= 1, right >= width - 2, bottom >= height - 2].filter(Boolean).length;
  return { box, area: pixels.length, pixels: pixels.sort(), sides };
}
