import { withPictureKernels, type PictureRegions } from "../picture-kernels.js";
import { createPlane, cropPlane, type Box, type Plane } from "../plane.js";
import { resampling } from "../resample.js";
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
  const strokes = withFineShape(own, boxSide, 0, ({ kernels }, shape) =>
    kernels.strokeWidth(shape.at, shape.width, shape.height, ...shape.room),
  );
  return (size) => {
    const side = size * boxSide;
    const move = moveOf(strokes, size, fine * stroke, side);
    // Drawn thicker or thinner, it still has to fit the box.
    const fitting = Math.max(fine, side - 2 * move);
    return withFineShape(own, fitting, height * width, ({ kernels, buffer }, shape, pixels) => {
      kernels.moveOutline(shape.at, shape.width, shape.height, move, ...shape.room);
      kernels.placeShape(shape.at, shape.width, shape.height, fine, width, height, pixels);
      return new Uint8Array(buffer.slice(pixels, pixels + height * width));
    });
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

/** A shape in the kernels' memory: 0 to 1 with the outline at ½. */
interface FineShape {
  readonly at: number;
  readonly width: number;
  readonly height: number;
  /** Addresses of what kernels that look for its outline work in. */
  readonly room: readonly [side: number, distances: number, room: number];
}

/** A group's ink with its longest side `side` pixels, and a region of so many bytes for what is made of it. */
function withFineShape<T>(
  { plane, longest }: OwnInk,
  side: number,
  bytes: number,
  use: (regions: PictureRegions, shape: FineShape, result: number) => T,
): T {
  const [width, height] = [plane.width, plane.height].map((length) =>
    Math.max(1, Math.round((length * side) / longest)),
  );
  const scaled = resampling(plane, width, height, "triangle");
  const count = width * height;
  return withPictureKernels(
    (kernels) => [
      ...[bytes, 4 * count, 8 * count, kernels.distanceRoom(width, height)],
      ...[plane.values.byteLength, ...scaled.bytes],
    ],
    (regions) => {
      const [result, outside, distances, room, source, ...at] = regions.at;
      new Float32Array(regions.buffer, source, plane.values.length).set(plane.values);
      scaled.run(regions, source, at);
      return use(regions, { at: at[0], width, height, room: [outside, distances, room] }, result);
    },
  );
}

/** Ink of the parts and of the pixels next to them, as a share of full ink. */
function inkOf(ink: Plane, parts: Group["parts"], { full }: Levels): Plane {
  const { width, height } = ink;
  const near = new Uint8Array(width * height);
  for (const { pixels } of parts) {
    for (let i = 0, end = 0; i < pixels.length; i = end) {
      const column = pixels[i] % width;
      const row = (pixels[i] - column) / width;
      // A run of neighbours in the row.
      const most = Math.min(pixels.length, i + width - column);
      for (end = i + 1; end < most && pixels[end] === pixels[end - 1] + 1; end++);
      for (let y = Math.max(0, row - 2); y <= Math.min(height - 1, row + 2); y++) {
        near.fill(1, y * width + Math.max(0, column - 2), y * width + Math.min(width, column + end - i + 2));
      }
    }
  }
  const result = createPlane(width, height);
  for (let i = 0; i < near.length; i++) {
    if (near[i] !== 0) result.values[i] = Math.min(1, Math.max(0, ink.values[i] / full));
  }
  return result;
}
