import type { Background, Picture } from "../picture.js";
import type { Plane } from "../plane.js";
import { componentsOf } from "./components.js";
import { polarityOf, shrink, type Polarity } from "./ground.js";
import { groupsOf, type Group } from "./groups.js";
import { greyOf, inkMapOf, type InkMap } from "./ink-map.js";
import { withoutRuledLines } from "./ruled-lines.js";
import { isLight } from "./not-ink.js";
import { strokeOf } from "./stroke.js";
import { levelsOf, type Levels } from "./threshold.js";

/** What is written in a picture. */
export interface FoundInk {
  readonly map: InkMap;
  readonly levels: Levels;
  /** The characters; at least one. */
  readonly groups: readonly Group[];
  /** Pixels of the picture in one of the map. */
  readonly scale: number;
}

/** Longest side at which strokes' widths are found out, in pixels. */
const coarseSide = 240;
/** Bounds of half the width of what is taken for a stroke, as a share of the longest side. */
const widestReach = 0.14;
const leastReach = 0.02;
/** How much wider than the strokes found at first those may be that are found then. */
const room = 1.6;

/**
 * The characters of a picture, or undefined where nothing stands out of the ground. Twice: with the widest strokes that
 * there may be, on a small copy; then with about the width that was found, so that a shadow's corner is no ink.
 */
export function findInk(picture: Picture, background: Background, known?: Polarity): FoundInk | undefined {
  const grey = greyOf(picture, background);
  const polarity = known ?? polarityOf(grey);
  const coarse = shrink(grey, coarseSide);
  const first = find(coarse, polarity, widestReach);
  const side = Math.max(coarse.width, coarse.height);
  const reach = first === undefined ? widestReach : (room * widestOf(first.groups, coarse.width)) / side;
  const found = find(grey, polarity, Math.min(widestReach, Math.max(leastReach, reach)));
  return found && { ...found, scale: picture.width / grey.width };
}

function find(grey: Plane, polarity: Polarity, reach: number): Omit<FoundInk, "scale"> | undefined {
  const map = inkMapOf(grey, polarity, reach);
  const levels = levelsOf(map);
  if (levels === undefined) return undefined;
  const ink = withoutRuledLines(map.ink, levels);
  const all = groupsOf(componentsOf(ink, levels), ink);
  const groups = all.filter((group) => !isLight(group, grey, polarity, levels));
  return groups.length === 0 ? undefined : { map: { ...map, ink }, levels, groups };
}

function widestOf(groups: readonly Group[], width: number): number {
  return Math.max(...groups.map(({ parts }) => strokeOf(parts, width)));
}
