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
  const { labels, stack } = roomFor(values.length);
  const found: Component[] = [];
  for (let start = 0; start < values.length; start++) {
    if (values[start] < high || labels[start] !== 0) continue;
    const label = found.length + 1;
    let [size, next] = [1, 0];
    stack[0] = start;
    labels[start] = label;
    // The stack keeps what was visited: in the end it is the component.
    while (next < size) {
      const at = stack[next++];
      const column = at % width;
      const row = (at - column) / width;
      for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
        for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
          const neighbour = y * width + x;
          if (values[neighbour] < low || labels[neighbour] !== 0) continue;
          labels[neighbour] = label;
          stack[size++] = neighbour;
        }
      }
    }
    found.push(describe(stack.subarray(0, size), labels, label, ink));
  }
  return found;
}

interface Room {
  /** Of each pixel the number of its component, from 1 on; 0 for none. */
  readonly labels: Int32Array;
  readonly stack: Int32Array;
}

/** Kept from one picture to the next: to be given memory of this size takes longer than to fill it. */
let kept: Room = { labels: new Int32Array(), stack: new Int32Array() };

/** Nothing is labelled. */
function roomFor(pixels: number): Room {
  if (kept.labels.length < pixels) kept = { labels: new Int32Array(pixels), stack: new Int32Array(pixels) };
  const labels = kept.labels.subarray(0, pixels).fill(0);
  return { labels, stack: kept.stack };
}

function describe(
  visited: Int32Array,
  labels: Int32Array,
  label: number,
  { width, height }: Plane,
): Component {
  let [left, right, top, bottom] = [width, -1, height, -1];
  for (let i = 0; i < visited.length; i++) {
    const x = visited[i] % width;
    const y = (visited[i] - x) / width;
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  }
  const box = { left, top, width: right - left + 1, height: bottom - top + 1 };
  // In their order, without sorting them.
  const pixels = new Int32Array(visited.length);
  for (let y = top, count = 0; y <= bottom; y++) {
    for (let at = y * width + left; at <= y * width + right; at++) {
      if (labels[at] === label) pixels[count++] = at;
    }
  }
  const sides = [left <= 1, top <= 1, right >= width - 2, bottom >= height - 2].filter(Boolean).length;
  return { box, area: pixels.length, pixels, sides };
}
