import * as z from "zod";
import { NescioError } from "../errors.js";
import { bytesOf, channelsOf } from "./channels.js";
import { whole } from "./colours.js";
import { readingKind } from "./kind.js";
import { polarityHints } from "./polarity-hint.js";

/** The picture's pixels are the input: it has the input's size already. */
export interface AsIsReading {
  readonly kind: "as-is";
}

export const asIs = readingKind<AsIsReading>({
  kind: "as-is",
  help: "its pixels as they are, of a picture that has the input's size",
  forms: ["as-is"],
  schema: z.strictObject({ kind: z.literal("as-is") }),
  parse: (parts) => (parts.length === 0 ? { kind: "as-is" } : undefined),
  format: () => "as-is",
  read(picture, _, { height, width, channels }, { invert = false, background = "white" }) {
    if (picture.height !== height || picture.width !== width) {
      throw new NescioError({
        code: "invalid-data",
        subject: "picture",
        expected: `${height}×${width} pixels (height×width), to be read as is`,
        found: `${picture.height}×${picture.width}`,
        next: 'Read it as "photo" or as "ink", which fit any size.',
      });
    }
    const planes = channelsOf(picture, channels, background, invert, whole);
    const box = { left: 0, top: 0, width, height };
    return { pixels: bytesOf(planes), views: [], hints: polarityHints(planes), box };
  },
});
