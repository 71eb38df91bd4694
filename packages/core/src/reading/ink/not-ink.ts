import type { Plane } from "../plane.js";
import type { Polarity } from "./polarity.js";
import type { Group } from "./groups.js";
import { strokeOf } from "./stroke.js";
import { faint, type Levels } from "./threshold.js";

/** How far from the group its surroundings are looked at, in pixels: beyond its soft edges. */
const from = 5;
const to = 9;
/** A step of this share of the group's own contrast is what made it. */
const share = 0.5;

/** Wider than this share of the longest side, what is faint is light and not ink. */
const widestFaint = 0.1;

/** Whether a group is light or shadow, and not ink: the edge of a shadow, or something faint that is wide or cut off. */
export function isLight(group: Group, grey: Plane, polarity: Polarity, { full }: Levels): boolean {
  if (full < faint) {
    if (group.sides > 0) return true;
    if (strokeOf(group.parts, grey.width) > widestFaint * Math.max(grey.width, grey.height)) return true;
  }
  return isShadowEdge(group, grey, polarity, full);
}

/**
 * Whether a group that reaches the border is what is left of a shadow's edge: a stroke has the same ground on both sides, an
 * edge has light on one and shadow on the other.
 *
 * @param contrast The ink of the group, as a share of the ground's light.
 */
function isShadowEdge({ parts, sides }: Group, grey: Plane, polarity: Polarity, contrast: number): boolean {
  if (sides === 0) return false;
  const around = surroundings(parts, grey).sort();
  if (around.length === 0) return false;
  const [dark, light] = [around[Math.floor(0.15 * around.length)], around[Math.floor(0.85 * around.length)]];
  // In the unit that ink is measured in.
  const room = polarity === "dark-on-light" ? light : 255 - dark;
  return (light - dark) / Math.max(1, room) > share * contrast;
}

function surroundings(parts: Group["parts"], { width, height, values }: Plane): Float32Array {
  const near = new Uint8Array(width * height);
  const mark = (reach: number, value: number): void => {
    for (const { pixels } of parts) {
      for (const at of pixels) {
        const [x, y] = [at % width, Math.floor(at / width)];
        for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row++) {
          near.fill(
            value,
            row * width + Math.max(0, x - reach),
            row * width + Math.min(width, x + reach + 1),
          );
        }
      }
    }
  };
  mark(to, 1);
  mark(from, 0);
  return values.filter((_, at) => near[at] === 1);
}
