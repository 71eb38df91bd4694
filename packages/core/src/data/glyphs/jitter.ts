import { NescioError } from "../../errors.js";

/**
 * How much one written character differs from the next. Every field is 0 or more; 0 switches that variation off.
 * "Spread" is a standard deviation; the draws behind it are sums of three uniforms, so none is beyond three spreads.
 * "Box" is the side of the square that the character fills.
 */
export interface GlyphJitter {
  /** Spread of the rotation, in radians. Default 0.13, at most 0.3. */
  readonly rotation: number;
  /** Spread of the slant: sideways shift of the top against the middle, by half the height. Default 0.25, at most 0.5. */
  readonly slant: number;
  /** Spread of width over height, as a share of it. Default 0.16, at most 0.3. */
  readonly aspect: number;
  /** Spread of the size, as a share of the box of 20 pixels. Default 0.04, at most 0.08. */
  readonly size: number;
  /** Spread of the position, in pixels, after centring by mass. Default 0.3, at most 1. */
  readonly shift: number;
  /** Spread of each skeleton point, in boxes. Default 0.036, at most 0.1. */
  readonly points: number;
  /** Spread of the place of each stroke, in boxes. Default 0.03, at most 0.1. */
  readonly strokes: number;
  /** Spread of the smooth distortion of the paper, in boxes. Default 0.05, at most 0.2. */
  readonly elastic: number;
  /** Spread of a factor on the three above, drawn for each character: some are written in haste. Default 0.25, at most 0.33. */
  readonly haste: number;
  /** Spread of the pen width, as a share of its 2.6 pixels. Default 0.22, at most 0.25. */
  readonly pen: number;
  /** Spread of the width along a stroke, as a share of the pen width. Default 0.12, at most 0.25. */
  readonly pressure: number;
  /** Largest share of the width lost at the two ends of a stroke. Default 0.5, at most 0.9. */
  readonly taper: number;
  /** Probability that a stroke has a gap where the pen did not write. Default 0.06, at most 1. */
  readonly gaps: number;
  /** Largest weight of each neighbour in the blur; the pixel itself keeps 1 − 2·blur in each direction. Default 0.15, at most 0.3. */
  readonly blur: number;
}

/** The amounts that make the task about as hard as MNIST. */
export const defaultGlyphJitter: GlyphJitter = Object.freeze({
  rotation: 0.13,
  slant: 0.25,
  aspect: 0.16,
  size: 0.04,
  shift: 0.3,
  points: 0.036,
  strokes: 0.03,
  elastic: 0.05,
  haste: 0.25,
  pen: 0.22,
  pressure: 0.12,
  taper: 0.5,
  gaps: 0.06,
  blur: 0.15,
});

/** Half of the variation in shape: a neat hand, whose digits and letters are told apart by whoever never saw a letter. */
export const neatGlyphJitter: GlyphJitter = Object.freeze({
  ...defaultGlyphJitter,
  rotation: 0.065,
  slant: 0.125,
  aspect: 0.08,
  points: 0.018,
  strokes: 0.015,
  elastic: 0.025,
  haste: 0.125,
});

const limits: GlyphJitter = {
  rotation: 0.3,
  slant: 0.5,
  aspect: 0.3,
  size: 0.08,
  shift: 1,
  points: 0.1,
  strokes: 0.1,
  elastic: 0.2,
  haste: 0.33,
  pen: 0.25,
  pressure: 0.25,
  taper: 0.9,
  gaps: 1,
  blur: 0.3,
};

/** The defaults with some fields replaced. Throws `invalid-option` for an unknown field or a value out of its range. */
export function glyphJitter(changes: Partial<GlyphJitter> = {}): GlyphJitter {
  for (const [field, value] of Object.entries(changes)) {
    const wrong = (expected: string, found: string): NescioError =>
      new NescioError({ code: "invalid-option", subject: "glyph jitter", expected, found });
    if (!Object.hasOwn(limits, field)) throw wrong(`one of ${Object.keys(limits).join(", ")}`, `"${field}"`);
    const limit = limits[field as keyof GlyphJitter];
    if (typeof value !== "number" || !(value >= 0 && value <= limit))
      throw wrong(`${field} from 0 to ${limit}`, String(value));
  }
  return { ...defaultGlyphJitter, ...changes };
}
