import type { Random } from "../../math/random.js";
import { coverOfSolid, coverOfStrokes, middleOf, type Cover } from "./cover.js";
import { compose, spread } from "./compose.js";
import { anySolid, anyStrokes, between, fitted, type Point } from "./drawing.js";
import { anyFigure, figureOf, type Figure, type Shape } from "./figure.js";
import type { MakeOutlier } from "./make-outlier.js";

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
export const redrawn: MakeOutlier = (from, to, shape, random, other) => {
  const figure = figureOf(from, shape);
  const drawing = drawingLike(figure ?? anyFigure(shape, random), shape, random);
  if (figure === undefined) compose(to, drawing, other(), from, shape);
  else {
    const ink = spread(from, figure.mask, 1, shape, random);
    compose(to, drawing, ink, spread(from, figure.mask, 0, shape, random), shape);
  }
};

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
  const [x, y] = middleOf(draw([figure.x, figure.y]), shape) ?? [figure.x, figure.y];
  return draw([2 * figure.x - x, 2 * figure.y - y]);
}
