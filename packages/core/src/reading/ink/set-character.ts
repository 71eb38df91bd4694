import { squaredDistances } from "../distance.js";
import { createPlane, cropPlane, type Box, type Plane } from "../plane.js";
import { resample } from "../resample.js";
import type { Group } from "./groups.js";
import type { Levels } from "./threshold.js";

/** How a character is set into an input, in pixels of the input. */
export interface Setting {
  /** Side of the square that it is scaled to fit. */
  readonly box: number;
  /** Width that strokes are brought near to. */
  readonly stroke: number;
}

/** Pixels drawn for one of the input, a side: what lies between makes the edges soft. */
const fine = 8;
/** Strokes keep this much of their own width: of a pen's width, and of the difference to the training set's. */
const keepThin = 0.25;
const keepThick = 0.6;

/**
 * A character as MNIST's were made: its ink scaled to fit a box by its proportions, its centre of mass in the middle,
 * edges soft by averaging (LeCun et al., http://yann.lecun.com/exdb/mnist). Strokes are as wide in every size.
 *
 * @returns Its values from 0 to 255, `[height, width]`, by its size: the box's side times so much.
 */
export function characterSetter(
  ink: Plane,
  group: Group,
  levels: Levels,
  { height, width, box, stroke }: Setting & { readonly height: number; readonly width: number },
): (size: number) => Uint8Array {
  const own = cutOut(ink, group, levels);
  const boxSide = box * fine;
  const strokes = strokeWidth(fineShape(own, boxSide));
  return (size) => {
    const side = size * boxSide;
    const move = moveOf(strokes, size, fine * stroke, side);
    // Drawn thicker or thinner, it still has to fit the box.
    return placed(withOutline(fineShape(own, Math.max(fine, side - 2 * move)), move), height, width);
  };
}

/** How far the outline of strokes, `own` wide in the box's size, is moved outward to be near `wanted`, in fine pixels. */
function moveOf(own: number, size: number, wanted: number, side: number): number {
  const keep = own < wanted ? keepThin : keepThick;
  const move = ((1 - keep) * (wanted - own) + own * (1 - size)) / 2;
  return Math.min(0.08 * side, Math.max(-0.45 * size * own, move));
}

/** A group's ink alone, with a margin of a quarter around it; `longest` is its own longest side. */
interface OwnInk {
  readonly plane: Plane;
  readonly longest: number;
}

function cutOut(ink: Plane, { parts, box }: Group, levels: Levels): OwnInk {
  const longest = Math.max(box.width, box.height);
  const margin = Math.ceil(0.25 * longest) + 2;
  const around: Box = {
    left: box.left - margin,
    top: box.top - margin,
    width: box.width + 2 * margin,
    height: box.height + 2 * margin,
  };
  return { plane: cropPlane(inkOf(ink, parts, levels), around), longest };
}

/** The same with its longest side `side` pixels: 0 to 1 with the outline at ½. */
function fineShape({ plane, longest }: OwnInk, side: number): Plane {
  const [width, height] = [plane.width, plane.height].map((length) =>
    Math.max(1, Math.round((length * side) / longest)),
  );
  return resample(plane, width, height, "triangle");
}

/** Ink of the parts and of the pixels next to them, as a share of full ink. */
function inkOf(ink: Plane, parts: Group["parts"], { full }: Levels): Plane {
  const { width, height } = ink;
  const result = createPlane(width, height);
  for (const { pixels } of parts) {
    for (const at of pixels) {
      const column = at % width;
      const row = (at - column) / width;
      for (let y = Math.max(0, row - 2); y <= Math.min(height - 1, row + 2); y++) {
        for (let x = Math.max(0, column - 2); x <= Math.min(width - 1, column + 2); x++) {
          const i = y * width + x;
          result.values[i] = Math.min(1, Math.max(0, ink.values[i] / full));
        }
      }
    }
  }
  return result;
}

/** The shape with its outline moved outward: full ink inside, half a pixel of transition. */
function withOutline(shape: Plane, move: number): Plane {
  const { width, height } = shape;
  const inside = insideOf(shape);
  const toInk = squaredDistances(inside, width, height);
  const toGround = distancesToGround(inside, width, height);
  const values = Float32Array.from(inside, (value, i) => {
    const distance = value === 1 ? 0.5 - Math.sqrt(toGround[i]) : Math.sqrt(toInk[i]) - 0.5;
    return Math.min(1, Math.max(0, 0.5 + move - distance));
  });
  return { width, height, values };
}

function insideOf({ values }: Plane): Uint8Array {
  return Uint8Array.from(values, (value) => (value >= 0.5 ? 1 : 0));
}

function distancesToGround(inside: Uint8Array, width: number, height: number): Float64Array {
  return squaredDistances(
    inside.map((value) => 1 - value),
    width,
    height,
  );
}

/** Twice the mean distance from the ground along the strokes' middles, in pixels. */
function strokeWidth(shape: Plane): number {
  const { width, height } = shape;
  const inside = insideOf(shape);
  const toGround = distancesToGround(inside, width, height);
  let [sum, count] = [0, 0];
  for (let i = width + 1; i < inside.length - width - 1; i++) {
    if (inside[i] === 0) continue;
    const here = toGround[i];
    const across = here >= toGround[i - 1] && here >= toGround[i + 1];
    const along = here >= toGround[i - width] && here >= toGround[i + width];
    if (!across && !along) continue;
    // Of the ridge only what is no lower than its diagonal neighbours on one axis either.
    const falling = here >= toGround[i - width - 1] && here >= toGround[i + width + 1];
    const rising = here >= toGround[i - width + 1] && here >= toGround[i + width - 1];
    if (!falling && !rising) continue;
    sum += Math.sqrt(here);
    count++;
  }
  return count === 0 ? 1 : (2 * sum) / count - 1;
}

/** Scaled down into the input, the centre of mass in its middle. */
function placed(shape: Plane, height: number, width: number): Uint8Array {
  const { x, y } = centreOf(shape);
  const cut = cropPlane(shape, {
    left: Math.round(x - (width * fine) / 2),
    top: Math.round(y - (height * fine) / 2),
    width: width * fine,
    height: height * fine,
  });
  const pixels = new Uint8Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      let sum = 0;
      for (let k = 0; k < fine; k++) {
        const from = (row * fine + k) * cut.width + column * fine;
        for (let i = 0; i < fine; i++) sum += cut.values[from + i];
      }
      pixels[row * width + column] = Math.round((255 * sum) / (fine * fine));
    }
  }
  return pixels;
}

function centreOf({ width, values }: Plane): { x: number; y: number } {
  let [mass, x, y] = [0, 0, 0];
  values.forEach((value, at) => {
    mass += value;
    x += value * ((at % width) + 0.5);
    y += value * (Math.floor(at / width) + 0.5);
  });
  return mass === 0 ? { x: width / 2, y: values.length / width / 2 } : { x: x / mass, y: y / mass };
}
