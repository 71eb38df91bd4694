import type { Box, Plane } from "../plane.js";
import type { Component } from "./components.js";

/** What is taken for one character: components that belong together. */
export interface Group {
  readonly parts: readonly Component[];
  readonly box: Box;
  readonly area: number;
  readonly sides: number;
}

/** Less than this share of the largest ink is a speck. */
const speck = 0.02;
/** Points of a component's outline by which distances are measured. */
const outlinePoints = 160;

/** The characters among components: specks and what comes in from the border dropped, parts put together. */
export function groupsOf(components: readonly Component[], plane: Plane): Group[] {
  const inner = withoutIntruders(components, plane);
  const largest = Math.max(0, ...inner.map(({ area }) => area));
  const parts = inner.filter(({ area, box }) => area >= speck * largest && longSide(box) >= leastSide(plane));
  const groups = together(parts, plane.width).map(groupOf);
  const tallest = Math.max(0, ...groups.map(({ box }) => longSide(box)));
  return groups.filter(({ box, area }) => longSide(box) >= 0.4 * tallest || area >= 0.4 * largest);
}

const longSide = ({ width, height }: Box): number => Math.max(width, height);
/** Less than this is no character of the picture, in pixels. */
const leastSide = ({ width, height }: Plane): number => Math.max(6, 0.03 * Math.max(width, height));

/**
 * Without what comes in from the border (the table's edge, a shadow, a finger), where there is ink inside that is not
 * tiny beside it. What is near that ink stays: it may be part of the character, or tell that there is more than one.
 */
function withoutIntruders(components: readonly Component[], { width, height }: Plane): Component[] {
  const inside = components.filter(({ sides }) => sides === 0);
  const main = inside.reduce<Component | undefined>(
    (a, b) => (a === undefined || b.area > a.area ? b : a),
    undefined,
  );
  const touching = components.filter(({ sides }) => sides > 0);
  if (main === undefined || touching.length === 0) return [...components];
  const size = longSide(main.box);
  const rival = Math.max(...touching.filter(({ sides }) => sides === 1).map(({ box }) => longSide(box)), 0);
  // A character that just reaches the border is more than crumbs inside.
  if (size < 0.08 * Math.min(width, height) || size < 0.3 * rival) return [...components];
  const outline = outlineOf(main, width);
  const near = touching.filter(
    (one) => one.area >= speck * main.area && distance(outlineOf(one, width), outline) < 0.3 * size,
  );
  return [...inside, ...near];
}

function together(parts: readonly Component[], width: number): Component[][] {
  if (parts.length < 2) return parts.map((part) => [part]);
  const outlines = parts.map((part) => outlineOf(part, width));
  const group = parts.map((_, i) => i);
  for (let i = 0; i < parts.length; i++) {
    for (let k = 0; k < i; k++) {
      if (group[i] === group[k]) continue;
      if (!belongTogether(parts[i], parts[k], distance(outlines[i], outlines[k]))) continue;
      const [from, to] = [group[i], group[k]];
      group.forEach((id, at) => {
        if (id === from) group[at] = to;
      });
    }
  }
  return [...new Set(group)].map((id) => parts.filter((_, i) => group[i] === id));
}

function belongTogether(a: Component, b: Component, gap: number): boolean {
  const [large, small] = longSide(a.box) >= longSide(b.box) ? [a, b] : [b, a];
  const size = longSide(large.box);
  const stroke = large.area / (2 * size);
  const beside = overlap(a.box.left, a.box.width, b.box.left, b.box.width);
  const level = overlap(a.box.top, a.box.height, b.box.top, b.box.height);
  if (longSide(small.box) < 0.5 * size) return gap <= Math.max(0.2 * size, 1.5 * stroke);
  if (beside >= 0.5 && level >= 0.3) return gap <= 0.3 * size;
  if (beside < 0.2) return gap <= 0.5 * stroke;
  return gap <= Math.max(0.06 * size, 1.3 * stroke);
}

/** The common part of two ranges, as a share of the shorter one. */
function overlap(from: number, length: number, other: number, otherLength: number): number {
  const common = Math.min(from + length, other + otherLength) - Math.max(from, other);
  return Math.max(0, common) / Math.min(length, otherLength);
}

/** Places of some of the pixels that have none of the component on one side, x and y in turn. */
function outlineOf({ pixels, box }: Component, width: number): Float32Array {
  const rim: number[] = [];
  pixels.forEach((at, i) => {
    const first = i === 0 || pixels[i - 1] !== at - 1;
    const last = i === pixels.length - 1 || pixels[i + 1] !== at + 1;
    const top = Math.floor(at / width);
    if (first || last || top === box.top || top === box.top + box.height - 1) rim.push(at);
  });
  const step = Math.max(1, Math.floor(rim.length / outlinePoints));
  const chosen = rim.filter((_, i) => i % step === 0);
  return Float32Array.from({ length: 2 * chosen.length }, (_, i) => {
    const at = chosen[i >> 1];
    return i % 2 === 0 ? at % width : Math.floor(at / width);
  });
}

function distance(a: Float32Array, b: Float32Array): number {
  let least = Infinity;
  for (let i = 0; i < a.length; i += 2) {
    for (let k = 0; k < b.length; k += 2) {
      least = Math.min(least, (a[i] - b[k]) ** 2 + (a[i + 1] - b[k + 1]) ** 2);
    }
  }
  return Math.sqrt(least);
}

function groupOf(parts: readonly Component[]): Group {
  const left = Math.min(...parts.map(({ box }) => box.left));
  const top = Math.min(...parts.map(({ box }) => box.top));
  const right = Math.max(...parts.map(({ box }) => box.left + box.width));
  const bottom = Math.max(...parts.map(({ box }) => box.top + box.height));
  return {
    parts,
    box: { left, top, width: right - left, height: bottom - top },
    area: parts.reduce((sum, { area }) => sum + area, 0),
    sides: Math.max(...parts.map(({ sides }) => sides)),
  };
}
