import type { Random } from "../../math/random.js";
import { compose, spread } from "./compose.js";
import { coverOfStrokes, middleOf, type Cover } from "./cover.js";
import { anyStroke, between, fitted, type Point } from "./drawing.js";
import { anyFigure, figureOf, type Figure, type Shape } from "./figure.js";
import type { MakeOutlier } from "./make-outlier.js";

/** A stroke beside a figure covers so much that the figure does not; so many are tried. */
const LEAST_ON_GROUND = 0.5;
const TRIES = 6;

/** The image's figure with a piece taken away, or with a stroke more. Where it shows no figure, with a stroke of another image. */
export const retouched: MakeOutlier = (from, to, shape, random, other) => {
  const figure = figureOf(from, shape);
  if (figure === undefined) {
    strikeThrough(from, to, shape, random, other());
    return;
  }
  const { mask, extent, thickness } = figure;
  const middle = anyPlace(figure, shape, random);
  const takes = random.uniform() < 0.5;
  const [lines, radius] = takes
    ? [
        [[middle, middle]],
        Math.min(0.35 * extent, Math.max(1.2 * thickness, between(random, 0.12, 0.25) * extent)),
      ]
    : [
        fitted([anyStroke(random)], between(random, 0.35, 0.95) * extent, middle),
        Math.min(thickness, 0.2 * extent) / 2,
      ];
  const front = spread(from, mask, takes ? 0 : 1, shape, random);
  compose(to, coverOfStrokes(lines, radius, shape), front, from, shape);
};

/**
 * The image's figure with a straight stroke along one of its sides, the middle of its mass where it was. Where it shows no figure,
 * with a stroke of another image.
 */
export const edged: MakeOutlier = (from, to, shape, random, other) => {
  const figure = figureOf(from, shape);
  if (figure === undefined) {
    strikeThrough(from, to, shape, random, other());
    return;
  }
  const { mask } = figure;
  const cover = strokeBeside(figure, shape, random);
  const [x, y] = middleOf(
    cover.map((value, at) => Math.max(value, mask[at])),
    shape,
  ) ?? [figure.x, figure.y];
  const ground = spread(from, mask, 0, shape, random);
  compose(to, cover, spread(from, mask, 1, shape, random), from, shape);
  move(to, Math.round(figure.x - x), Math.round(figure.y - y), ground, shape);
};

/** A stroke along a side of a figure, most of it on the ground where a few tries find one. */
function strokeBeside(figure: Figure, shape: Shape, random: Random): Cover {
  const { mask, extent, thickness } = figure;
  for (let tries = 1; ; tries++) {
    const radius = (Math.min(thickness, 0.2 * extent) / 2) * between(random, 0.85, 1.2);
    const cover = coverOfStrokes([alongSide(figure, radius, shape, random)], radius, shape);
    const all = cover.reduce((sum, value) => sum + value, 0);
    const onGround = cover.reduce((sum, value, at) => sum + value * (1 - mask[at]), 0);
    if (onGround >= LEAST_ON_GROUND * all || tries === TRIES) return cover;
  }
}

/** Moves an image by whole pixels; what comes in is the ground's. */
function move(
  image: Uint8Array,
  right: number,
  down: number,
  ground: Uint8Array,
  { height, width, channels }: Shape,
): void {
  const before = image.slice();
  for (let at = 0; at < height * width; at++) {
    const [x, y] = [(at % width) - right, Math.floor(at / width) - down];
    const isInside = x >= 0 && x < width && y >= 0 && y < height;
    const source = isInside ? y * width + x : at;
    for (let k = 0; k < channels; k++) {
      image[at * channels + k] = (isInside ? before : ground)[source * channels + k];
    }
  }
}

/** A line along one side of a figure's box, about as long as it is, a little inside or out and a little aslant. */
function alongSide({ mask, extent }: Figure, radius: number, { width }: Shape, random: Random): Point[] {
  const places = placesOf(mask);
  const upright = random.uniform() < 0.5;
  const sides = (along: (at: number) => number): [number, number] => [
    places.reduce((least, at) => Math.min(least, along(at)), Infinity),
    places.reduce((most, at) => Math.max(most, along(at) + 1), 0),
  ];
  const [columns, rows] = [sides((at) => at % width), sides((at) => Math.floor(at / width))];
  const [across, along] = upright ? [columns, rows] : [rows, columns];
  const inside = radius + between(random, -0.07, 0.08) * extent;
  const place = random.uniform() < 0.5 ? across[0] + inside : across[1] - inside;
  const lean = between(random, -0.05, 0.05) * extent;
  const at = (share: number): number => along[0] + share * (along[1] - along[0]);
  const ends: Point[] = [
    [place - lean, at(between(random, -0.1, 0.2))],
    [place + lean, at(between(random, 0.8, 1.1))],
  ];
  return upright ? ends : ends.map(([a, b]) => [b, a]);
}

/** A stroke of another image through one that shows no figure. */
function strikeThrough(
  from: Uint8Array,
  to: Uint8Array,
  shape: Shape,
  random: Random,
  other: Uint8Array,
): void {
  const { extent, thickness, x, y } = anyFigure(shape, random);
  const lines = fitted([anyStroke(random)], extent, [x, y]);
  compose(to, coverOfStrokes(lines, thickness / 2, shape), other, from, shape);
}

function placesOf(mask: Uint8Array): number[] {
  return Array.from(mask.keys()).filter((at) => mask[at] === 1);
}

function anyPlace({ mask }: Figure, { width }: Shape, random: Random): Point {
  const places = placesOf(mask);
  const at = places[random.integer(places.length)];
  return [(at % width) + 0.5, Math.floor(at / width) + 0.5];
}
