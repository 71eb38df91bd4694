import type { Lines, Point } from "./drawing.js";
import type { Shape } from "./figure.js";

/** How much of every pixel a drawing covers, from 0 to 1: `[height, width]`. */
export type Cover = Float64Array;

/** Of strokes with round ends, fading over one pixel at their edges. Points and radius in pixels. */
export function coverOfStrokes(lines: Lines, radius: number, { height, width }: Shape): Cover {
  const cover = new Float64Array(height * width);
  const reach = radius + 0.5;
  for (const line of lines) {
    for (let i = 0; i + 1 < line.length; i++) {
      const [[ax, ay], [bx, by]] = [line[i], line[i + 1]];
      const [dx, dy] = [bx - ax, by - ay];
      const scale = 1 / (dx * dx + dy * dy + 1e-12);
      const top = Math.max(0, Math.floor(Math.min(ay, by) - reach));
      const bottom = Math.min(height - 1, Math.floor(Math.max(ay, by) + reach));
      const left = Math.max(0, Math.floor(Math.min(ax, bx) - reach));
      const right = Math.min(width - 1, Math.floor(Math.max(ax, bx) + reach));
      for (let row = top; row <= bottom; row++) {
        for (let column = left; column <= right; column++) {
          const [px, py] = [column + 0.5 - ax, row + 0.5 - ay];
          const t = Math.min(1, Math.max(0, (px * dx + py * dy) * scale));
          const inside = reach - Math.hypot(px - t * dx, py - t * dy);
          const at = row * width + column;
          cover[at] = Math.max(cover[at], Math.min(1, inside));
        }
      }
    }
  }
  return cover;
}

/** Lines on which a row is looked at. */
const SCANS = 4;

/** Of what lies inside outlines by the even–odd rule. */
export function coverOfSolid(outlines: Lines, { height, width }: Shape): Cover {
  const cover = new Float64Array(height * width);
  for (let scan = 0; scan < height * SCANS; scan++) {
    const crossings = crossingsAt((scan + 0.5) / SCANS, outlines);
    const row = Math.floor(scan / SCANS) * width;
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      const [from, to] = [Math.max(0, crossings[i]), Math.min(width, crossings[i + 1])];
      for (let x = Math.floor(from); x < to; x++) {
        cover[row + x] += (Math.min(to, x + 1) - Math.max(from, x)) / SCANS;
      }
    }
  }
  return cover;
}

function crossingsAt(y: number, outlines: Lines): number[] {
  const crossings: number[] = [];
  for (const line of outlines) {
    for (let i = 0; i + 1 < line.length; i++) {
      const [[ax, ay], [bx, by]] = [line[i], line[i + 1]];
      if (ay > y !== by > y) crossings.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
    }
  }
  return crossings.sort((a, b) => a - b);
}

/** The middle of a cover's mass; undefined where it covers nothing. */
export function middleOf(cover: Cover, { width }: Shape): Point | undefined {
  let [mass, x, y] = [0, 0, 0];
  cover.forEach((value, at) => {
    mass += value;
    x += value * ((at % width) + 0.5);
    y += value * (Math.floor(at / width) + 0.5);
  });
  return mass === 0 ? undefined : [x / mass, y / mass];
}
