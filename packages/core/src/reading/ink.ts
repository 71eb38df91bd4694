import * as z from "zod";
import { channelsOf } from "./channels.js";
import { whole } from "./colours.js";
import type { Hint } from "./hints.js";
import { findInk, type FoundInk } from "./ink/find-ink.js";
import type { Group } from "./ink/groups.js";
import { inLines } from "./ink/lines.js";
import { isSet } from "./ink/prepared.js";
import { characterSetter } from "./ink/set-character.js";
import { faint } from "./ink/threshold.js";
import { viewsOf } from "./ink/views.js";
import { readingKind, type InputShape, type Read, type ReadOptions } from "./kind.js";
import type { Picture } from "./picture.js";
import type { Plane } from "./plane.js";

/** Characters found on paper or a board, and set as MNIST's were: light on black, scaled to a box, centred by mass. */
export interface InkReading {
  readonly kind: "ink";
  /** Side of the square that a character is scaled to fit, in pixels of the input. Default: 20 of 28, as MNIST's. */
  readonly box?: number | undefined;
  /** Width that strokes are brought near to, in pixels of the input. Default: 0.085 boxes, as MNIST's. */
  readonly stroke?: number | undefined;
}

/** MNIST's layout: a box of 20 in 28 pixels; strokes, where they are half as bright as their middle, 1.7 wide. */
const boxShare = 20 / 28;
const strokeShare = 1.7 / 20;

/** What is no longer than this, of the picture's shorter side, and about as wide as high, and fills this much of the square around it, is a spot. */
const spotLength = 0.12;
const spotFill = 0.6;
const spotShape = 0.75;

const number = z.number().gt(0).max(16_384);

export const ink = readingKind<InkReading>({
  kind: "ink",
  help: "what is written on it, found, cut out and set as the digits of MNIST are",
  forms: ["ink", "ink:BOX:STROKE"],
  schema: z.strictObject({ kind: z.literal("ink"), box: number.optional(), stroke: number.optional() }),
  parse: ([box, stroke, ...rest]) =>
    rest.length > 0
      ? undefined
      : {
          kind: "ink",
          ...(box === undefined ? {} : { box: Number(box) }),
          ...(stroke === undefined ? {} : { stroke: Number(stroke) }),
        },
  format: ({ kind, box, stroke }) => [kind, box, stroke].filter((part) => part !== undefined).join(":"),
  read(picture, reading, shape, options) {
    const prepared = readPrepared(picture, shape, options);
    if (prepared !== undefined) return prepared;
    const found = find(picture, options);
    if (found === undefined) return emptyRead(shape);
    const largest = found.groups.reduce((a, b) => (b.area > a.area ? b : a));
    const count = found.groups.length;
    const several: Hint[] = count > 1 ? [{ kind: "several", count }] : [];
    return readGroup(picture, found, largest, reading, shape, several);
  },
  readEach(picture, reading, shape, options) {
    const prepared = readPrepared(picture, shape, options);
    if (prepared !== undefined) return [prepared];
    const found = find(picture, options);
    if (found === undefined) return [emptyRead(shape)];
    return inLines(found.groups).map((group) => readGroup(picture, found, group, reading, shape, []));
  },
});

/** What is transparent is paper; a board where nothing would be seen on paper, and nobody says. */
function find(picture: Picture, { invert = false, background }: ReadOptions): FoundInk | undefined {
  const polarity = invert ? "dark-on-light" : undefined;
  const found = findInk(picture, background ?? "white", polarity);
  if (found !== undefined || background !== undefined || invert || !isTransparent(picture)) return found;
  return findInk(picture, "black");
}

function isTransparent({ data }: Picture): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] < 255) return true;
  return false;
}

/** A picture that has the input's size and layout already, or may be cut off if it is set anew: its own values. */
function readPrepared(picture: Picture, shape: InputShape, options: ReadOptions): Read | undefined {
  const { height, width } = shape;
  if (picture.height !== height || picture.width !== width) return undefined;
  const { invert = false } = options;
  for (const turned of invert ? [true] : [false, true]) {
    const background = options.background ?? (turned ? "white" : "black");
    const [plane] = channelsOf(picture, 1, background, turned, whole);
    if (!isSet(plane)) continue;
    const pixels = repeated(Uint8Array.from(plane.values, Math.round), shape.channels);
    return { pixels, views: [], hints: [], box: { left: 0, top: 0, width, height } };
  }
  return undefined;
}

function emptyRead(shape: InputShape): Read {
  const pixels = new Uint8Array(shape.height * shape.width * shape.channels);
  return { pixels, views: [], hints: [{ kind: "empty" }], box: undefined };
}

function readGroup(
  picture: Picture,
  { map, levels, scale }: FoundInk,
  group: Group,
  { box, stroke }: InkReading,
  shape: InputShape,
  hints: readonly Hint[],
): Read {
  const side = Math.min(box ?? boxShare * Math.min(shape.height, shape.width), shape.height, shape.width);
  const { height, width, channels } = shape;
  const setting = { height, width, box: side, stroke: stroke ?? strokeShare * side };
  const set = characterSetter(map.ink, group, levels, setting);
  const plain = set(1);
  return {
    pixels: repeated(plain, channels),
    views: viewsOf(plain, set, shape).map((view) => repeated(view, channels)),
    hints: [
      ...hints,
      ...(isSpot(plain, side, group, map.ink) ? [{ kind: "spot" } as const] : []),
      ...(levels.full < faint ? [{ kind: "low-contrast" } as const] : []),
      ...(group.sides > 0 ? [{ kind: "touches-border" } as const] : []),
    ],
    box: {
      left: Math.round(group.box.left * scale),
      top: Math.round(group.box.top * scale),
      width: Math.min(picture.width, Math.max(1, Math.round(group.box.width * scale))),
      height: Math.min(picture.height, Math.max(1, Math.round(group.box.height * scale))),
    },
  };
}

/**
 * Whether a group is a speck or a dot. Set as a character is, it is as large as one: a disc, which networks take for a 0, and which
 * looks familiar to them. Digits fill a half of their square at most.
 */
function isSpot(
  plain: Uint8Array,
  side: number,
  { box }: Group,
  picture: Pick<Plane, "width" | "height">,
): boolean {
  const [short, long] = [Math.min(box.width, box.height), Math.max(box.width, box.height)];
  if (long > spotLength * Math.min(picture.width, picture.height) || short < spotShape * long) return false;
  const ink = plain.reduce((sum, value) => sum + value, 0) / 255;
  return ink >= spotFill * side ** 2;
}

/** One plane in every channel. */
function repeated(pixels: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return pixels;
  return Uint8Array.from({ length: pixels.length * channels }, (_, i) => pixels[Math.floor(i / channels)]);
}
