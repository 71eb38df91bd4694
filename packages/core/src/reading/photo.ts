import * as z from "zod";
import { bytesOf, channelsOf } from "./channels.js";
import { readingKind, type InputShape } from "./kind.js";
import type { Picture } from "./picture.js";
import { cropPlane, type Plane } from "./plane.js";
import { polarityHints } from "./polarity-hint.js";
import { resample } from "./resample.js";

/** Of a picture that is cropped: a sliver is not scaled to its full length. */
const largestSide = 65_536;

const fits = ["letterbox", "crop", "stretch"] as const;

/** The whole picture, brought to the input's size. */
export interface PhotoReading {
  readonly kind: "photo";
  /**
   * `letterbox`: all of it, proportions kept, centred on black; `crop`: its middle, proportions kept; `stretch`: all of
   * it, proportions given up. Default "letterbox".
   */
  readonly fit: (typeof fits)[number];
}

export const photo = readingKind<PhotoReading>({
  kind: "photo",
  help: "the whole picture, scaled to fit inside the input (photo:crop: its middle; photo:stretch: out of proportion)",
  forms: ["photo", ...fits.slice(1).map((fit) => `photo:${fit}`)],
  schema: z.strictObject({ kind: z.literal("photo"), fit: z.enum(fits).default("letterbox") }),
  parse: ([fit, ...rest]) =>
    rest.length === 0 ? { kind: "photo", ...(fit === undefined ? {} : { fit }) } : undefined,
  format: ({ fit }) => (fit === "letterbox" ? "photo" : `photo:${fit}`),
  read(picture, { fit }, shape, { invert = false, background = "white" }) {
    const { width, height } = picture;
    const size = sizeFor(picture, fit, shape);
    // A large picture is halved, thirded, … first, to no less than twice the size that is wanted.
    const by = {
      across: Math.max(1, Math.floor(width / (2 * size.width))),
      down: Math.max(1, Math.floor(height / (2 * size.height))),
    };
    const planes = channelsOf(picture, shape.channels, background, invert, by);
    const fitted = planes.map((plane) =>
      centred(resample(plane, size.width, size.height, "lanczos3"), shape),
    );
    const box = { left: 0, top: 0, width, height };
    return { pixels: bytesOf(fitted), views: [], hints: polarityHints(planes), box };
  },
});

/** The size that a picture is scaled to, before it is centred. */
function sizeFor(
  { width, height }: Picture,
  fit: PhotoReading["fit"],
  shape: InputShape,
): { width: number; height: number } {
  if (fit === "stretch") return shape;
  const scales = [shape.width / width, shape.height / height];
  const scale = fit === "letterbox" ? Math.min(...scales) : Math.max(...scales);
  const scaled = (length: number): number => Math.min(largestSide, Math.max(1, Math.round(length * scale)));
  return { width: scaled(width), height: scaled(height) };
}

/** In the middle of the input: what is missing is black, what is too much falls away. */
function centred(plane: Plane, { width, height }: InputShape): Plane {
  if (plane.width === width && plane.height === height) return plane;
  const left = Math.floor((plane.width - width) / 2);
  const top = Math.floor((plane.height - height) / 2);
  return cropPlane(plane, { left, top, width, height });
}
