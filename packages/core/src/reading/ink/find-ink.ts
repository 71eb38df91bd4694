import { luminance, type Colours } from "../colours.js";
import { withSquaredDistances } from "../distance.js";
import type { Background, Picture } from "../picture.js";
import type { Plane } from "../plane.js";
import { withoutFrames } from "./frames.js";
import { polarityOf, shrink, type Polarity } from "./polarity.js";
import { groupsOf, type Group } from "./groups.js";
import { coloursToRead, inkMapOf, type InkMap } from "./ink-map.js";
import { withoutRuledLines } from "./ruled-lines.js";
import { isLight } from "./not-ink.js";
import { strokeOf } from "./stroke.js";
import { faint, levelsOf, type Levels } from "./threshold.js";

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
/** How much wider than the strokes found at first those may be that are found then; and than the thickest blot of them. */
const room = 1.6;
const blotRoom = 1.2;

/** Of a colour that shows ink where the luminance hardly does: how much stronger than there it is, and than what is faint. */
const clearer = 2;

/**
 * The characters of a picture, or undefined where nothing stands out of the ground. Twice: with the widest strokes that
 * there may be, on a small copy; then with about the width that was found, so that a shadow's corner is no ink.
 */
export function findInk(picture: Picture, background: Background, known?: Polarity): FoundInk | undefined {
  const colours = coloursToRead(picture, background);
  const { plane, polarity, coarse, first } = clearest(colours, known);
  const side = Math.max(coarse.width, coarse.height);
  const reach = first === undefined ? widestReach : widestOf(first.groups, coarse) / side;
  const found = find(plane, polarity, Math.min(widestReach, Math.max(leastReach, reach)));
  return found && { ...found, scale: picture.width / plane.width };
}

/** What was found at first in one plane of a picture. */
interface Look {
  readonly plane: Plane;
  readonly coarse: Plane;
  readonly polarity: Polarity;
  readonly first: Omit<FoundInk, "scale"> | undefined;
}

/**
 * Ink is looked for in the luminance. Yellow on white and red on grey are hardly darker or lighter than what they are on:
 * where there is nothing, or nothing but faint ink, in the one of red, green and blue that shows it best, if it does.
 */
function clearest(colours: Colours, known: Polarity | undefined): Look {
  const strengthOf = ({ first }: Look): number => first?.levels.full ?? 0;
  const grey = look(luminance(colours), known);
  if (strengthOf(grey) >= faint) return grey;
  const best = colours
    .map((plane) => look(plane, known))
    .reduce((a, b) => (strengthOf(b) > strengthOf(a) ? b : a));
  return strengthOf(best) >= clearer * Math.max(faint, strengthOf(grey)) ? best : grey;
}

function look(plane: Plane, known: Polarity | undefined): Look {
  const polarity = known ?? polarityOf(plane);
  const coarse = shrink(plane, coarseSide);
  return { plane, coarse, polarity, first: find(coarse, polarity, widestReach) };
}

function find(grey: Plane, polarity: Polarity, reach: number): Omit<FoundInk, "scale"> | undefined {
  const map = inkMapOf(grey, polarity, reach);
  const levels = levelsOf(map);
  if (levels === undefined) return undefined;
  const { ink, components } = withoutRuledLines(map.ink, levels);
  const all = groupsOf(withoutFrames(components, ink.width), ink);
  const groups = all.filter((group) => !isLight(group, grey, polarity, levels));
  return groups.length === 0 ? undefined : { map: { ...map, ink }, levels, groups };
}

/** Half of what is as wide as strokes may be after what was found, in pixels. */
function widestOf(groups: readonly Group[], { width, height }: Plane): number {
  const stroke = Math.max(...groups.map(({ parts }) => strokeOf(parts, width)));
  const markGround = (set: Int32Array): void => {
    set.fill(-1);
    for (const { parts } of groups) for (const { pixels } of parts) for (const at of pixels) set[at] = 0;
  };
  // Where strokes meet ink is thicker, and a printed line that was found with them is thinner.
  const blot = withSquaredDistances(width, height, markGround, (distances) => {
    let most = 0;
    for (const { parts } of groups) {
      for (const { pixels } of parts) for (const at of pixels) most = Math.max(most, distances[at]);
    }
    return most;
  });
  return Math.max(room * stroke, blotRoom * Math.sqrt(blot));
}
