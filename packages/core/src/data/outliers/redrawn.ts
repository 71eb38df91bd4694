import type { Random } from "../../math/random.js";
import { coverOfSolid, coverOfStrokes, type Cover } from "./cover.js";
import { anySolid, anyStroke, anyStrokes, between, fitted, type Point } from "./drawing.js";
import { figureOf, type Figure, type Shape } from "./figure.js";

/** Figures thinner than this share of their extent are strokes. */
const THIN = 0.28;
/** So many drawings are tried until one covers about as much as the figure. */
const TRIES = 6;
const LEAST_AREA = 0.6;
const LARGEST_AREA = 1.5;

/**
 * Another figure in the place of the image's own: about as large and as thick, of its colours, on its ground; strokes where the
 * figure is made of strokes, and else a solid. Where an image shows no figure, a drawing of any size, filled with another image.
 */
export function redrawn(
  from: Uint8Array,
  to: Uint8Array,
  shape: Shape,
  random: Random,
  other: () => Uint8Array,
): void {
  const figure = figureOf(from, shape);
  const drawing = drawingLike(figure ?? anyFigure(shape, random), shape, random);
  if (figure === undefined) compose(to, drawing, other(), from, shape);
  else {
    const ink = spread(from, figure.mask, 1, shape, random);
    compose(to, drawing, ink, spread(from, figure.mask, 0, shape, random), shape);
  }
}

/** The image's figure with a piece taken away, or with a stroke more. Where it shows no figure, with a stroke of another image. */
export function retouched(
  from: Uint8Array,
  to: Uint8Array,
  shape: Shape,
  random: Random,
  other: () => Uint8Array,
): void {
  const figure = figureOf(from, shape);
  if (figure === undefined) {
    const { extent, thickness, x, y } = anyFigure(shape, random);
    const lines = fitted([anyStroke(random)], extent, [x, y]);
    compose(to, coverOfStrokes(lines, thickness / 2, shape), other(), from, shape);
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
}

function anyPlace({ mask }: Figure, { width }: Shape, random: Random): Point {
  const places = Array.from(mask.keys()).filter((at) => mask[at] === 1);
  const at = places[random.integer(places.length)];
  return [(at % width) + 0.5, Math.floor(at / width) + 0.5];
}

function anyFigure({ height, width }: Shape, random: Random): Figure {
  const extent = between(random, 0.4, 0.9) * Math.min(height, width);
  return {
    mask: new Uint8Array(height * width),
    area: between(random, 0.1, 0.5) * extent ** 2,
    x: between(random, 0.3, 0.7) * width,
    y: between(random, 0.3, 0.7) * height,
    extent,
    thickness: between(random, 0.1, 0.5) * extent,
  };
}

function drawingLike(figure: Figure, shape: Shape, random: Random): Cover {
  let cover = drawOnce(figure, shape, random);
  for (let tries = 1; tries < TRIES; tries++) {
    const area = cover.reduce((sum, value) => sum + value, 0) / figure.area;
    if (area > LEAST_AREA && area < LARGEST_AREA) break;
    cover = drawOnce(figure, shape, random);
  }
  return cover;
}

function drawOnce(figure: Figure, shape: Shape, random: Random): Cover {
  const isThin = figure.thickness < THIN * figure.extent;
  const lines = isThin ? anyStrokes(random) : anySolid(random);
  const radius = isThin ? (figure.thickness / 2) * between(random, 0.85, 1.2) : 0;
  const extent = Math.max(1, figure.extent * between(random, 0.9, 1.05) - 2 * radius);
  const draw = (middle: Point): Cover => {
    const placed = fitted(lines, extent, middle);
    return isThin ? coverOfStrokes(placed, radius, shape) : coverOfSolid(placed, shape);
  };
  // Where the middle of its mass comes to lie is known only when it has been drawn.
  const [x, y] = massOf(draw([figure.x, figure.y]), figure, shape);
  return draw([2 * figure.x - x, 2 * figure.y - y]);
}

/** The middle of a drawing's mass; of nothing, the figure's. */
function massOf(cover: Cover, figure: Figure, { width }: Shape): Point {
  let [mass, x, y] = [0, 0, 0];
  cover.forEach((value, at) => {
    mass += value;
    x += value * ((at % width) + 0.5);
    y += value * (Math.floor(at / width) + 0.5);
  });
  return mass === 0 ? [figure.x, figure.y] : [x / mass, y / mass];
}

/** `front` where the drawing is, `back` elsewhere. */
function compose(
  to: Uint8Array,
  cover: Cover,
  front: Uint8Array,
  back: Uint8Array,
  { channels }: Shape,
): void {
  for (let i = 0; i < to.length; i++) {
    const share = cover[Math.floor(i / channels)];
    to[i] = Math.round(share * front[i] + (1 - share) * back[i]);
  }
}

/**
 * The figure (1) or the ground (0) over the whole image: its own pixels where it is, and elsewhere any of them. Pixels at its edge,
 * which have something of the other, do not count, unless it has none but these.
 */
function spread(from: Uint8Array, mask: Uint8Array, kind: 0 | 1, shape: Shape, random: Random): Uint8Array {
  const { height, width, channels } = shape;
  const isOwn = (at: number): boolean => mask[at] === kind;
  const isInner = (at: number): boolean => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return (
      isOwn(at) &&
      (x === 0 || isOwn(at - 1)) &&
      (x + 1 === width || isOwn(at + 1)) &&
      (y === 0 || isOwn(at - width)) &&
      (y + 1 === height || isOwn(at + width))
    );
  };
  const all = Array.from(mask.keys());
  const innermost = all.filter(isInner);
  const places = innermost.length > 0 ? innermost : all.filter(isOwn);
  const isSource = new Uint8Array(mask.length);
  for (const at of places) isSource[at] = 1;
  const to = new Uint8Array(from.length);
  for (let at = 0; at < mask.length; at++) {
    const source = isSource[at] === 1 ? at : places[random.integer(places.length)];
    for (let k = 0; k < channels; k++) to[at * channels + k] = from[source * channels + k];
  }
  return to;
}
