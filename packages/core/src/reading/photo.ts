import * as z from "zod";
import { bytesOf, channelsOf } from "./channels.js";
import { readingKind, type InputShape } from "./kind.js";
import type { Picture } from "./picture.js";
import { cropPlane, type Plane } from "./plane.js";
import { polarityHints } from "./polarity-hint.js";
import { resample } from "./resample.js";

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
  read(picture, { fit }, shape, { invert = false, background }) {
    const { width, height } = picture;
    const [across, down] = [shape.width / width, shape.height / height];
    const scale = fit === "letterbox" ? Math.min(across, down) : Math.max(across, down);
    // A large picture is halved, thirded, … first, to twice the size that is wanted, which costs one pass over it.
    const factor = Math.max(1, Math.floor(1 / (2 * Math.max(across, down))));
    const under = background ?? (invert ? "white" : "black");
    const planes = channelsOf(picture, shape.channels, under, invert, factor);
    const fitted = planes.map((plane) =>
      fit === "stretch"
        ? resample(plane, shape.width, shape.height, "lanczos3")
        : centred(scaled(plane, picture, scale), shape),
    );
    const box = { left: 0, top: 0, width, height };
    return { pixels: bytesOf(fitted), views: [], hints: polarityHints(planes), box };
  },
});

function scaled(plane: Plane, { width, height }: Picture, scale: number): Plane {
  const [columns, rows] = [width, height].map((length) => Math.max(1, Math.round(length * scale)));
  return resample(plane, columns, rows, "lanczos3");
}

/** In the middle of the input: what is missing is black, what is too much falls away. */
function centred(plane: Plane, { width, height }: InputShape): Plane {
  if (plane.width === width && plane.height === height) return plane;
  const left = Math.floor((plane.width - width) / 2);
  const top = Math.floor((plane.height - height) / 2);
  return cropPlane(plane, { left, top, width, height });
}
