import { NescioError } from "../errors.js";
import type { Random } from "../math/random.js";
import { randomStream } from "../math/streams.js";
import { createDataset, type ImageDataset } from "./dataset.js";
import { digits } from "./glyphs/digits.js";
import { type GlyphJitter, glyphJitter } from "./glyphs/jitter.js";
import { letters } from "./glyphs/letters.js";
import { Pen } from "./glyphs/pen.js";
import { side } from "./glyphs/raster.js";
import type { Skeleton } from "./glyphs/skeleton.js";

export { defaultGlyphJitter, neatGlyphJitter, type GlyphJitter } from "./glyphs/jitter.js";

export interface GlyphsOptions {
  /** Number of images, from 1 to 1,000,000. */
  readonly count: number;
  /** Integer from 0; the same seed gives the same images. Take another seed for test images. */
  readonly seed: number;
  /** The digits 0 to 9, or the capitals A to J written by the same pen: images of a kind no digit is. */
  readonly kind: "digits" | "letters";
  /** Default "glyphs" for digits, "glyphs-letters" for letters. */
  readonly name?: string;
  /** Changes to how much the handwriting varies; see `defaultGlyphJitter`. */
  readonly jitter?: Partial<GlyphJitter>;
}

const alphabets = { digits, letters };
const largestCount = 1_000_000;

/** Parts of the random stream: one for the labels, one for each image. */
const labelStream = 0;
const imageStream = 1;

/** One of the ways of writing a character, by their shares. */
function choose(ways: readonly Skeleton[], random: Random): Skeleton {
  const total = ways.reduce((sum, way) => sum + way.share, 0);
  let left = random.uniform() * total;
  for (const way of ways) {
    left -= way.share;
    if (left < 0) return way;
  }
  return ways[ways.length - 1];
}

/**
 * Characters drawn by the program, white on black, 28 × 28 × 1, in the manner of MNIST: in a box of 20 pixels, centred
 * by mass. Each is a skeleton of strokes, bent and inked at random (`glyphs/pen.ts`).
 *
 * Every ten consecutive images hold each class once, in random order, so any count is balanced. Each image has a
 * random stream of its own: a smaller data set is the beginning of a larger one of the same seed and kind. Only
 * arithmetic that IEEE 754 fixes to the last bit is used (+ − × ÷ √), so the bytes are the same on every platform.
 *
 * @throws NescioError `invalid-option` for a count, seed, kind or jitter out of its range.
 */
export function glyphs(options: GlyphsOptions): ImageDataset {
  const drawing = drawGlyphs(options);
  for (;;) {
    const { done, value } = drawing.next();
    if (done === true) return value;
  }
}

/** {@link glyphs}, with a stop after every image, for whoever has something else to do in between. */
export function* drawGlyphs({
  count,
  seed,
  kind,
  name,
  jitter,
}: GlyphsOptions): Generator<undefined, ImageDataset> {
  if (!Number.isInteger(count) || count < 1 || count > largestCount) {
    throw new NescioError({
      code: "invalid-option",
      subject: "glyphs, count",
      expected: `an integer from 1 to ${largestCount}`,
      found: String(count),
    });
  }
  if (!Object.hasOwn(alphabets, kind)) {
    throw new NescioError({
      code: "invalid-option",
      subject: "glyphs, kind",
      expected: '"digits" or "letters"',
      found: JSON.stringify(kind),
    });
  }
  const { classes, skeletons } = alphabets[kind];
  const amounts = glyphJitter(jitter);
  const stream = kind === "digits" ? "glyphDigits" : "glyphLetters";

  const labels = new Uint8Array(count);
  const order = randomStream(stream, seed, labelStream);
  for (let i = 0; i < count; i += classes.length) {
    labels.set(order.permutation(classes.length).subarray(0, count - i), i);
  }

  const size = side * side;
  const pixels = new Uint8Array(count * size);
  const pen = new Pen();
  for (let i = 0; i < count; i++) {
    const random = randomStream(stream, seed, imageStream, i);
    pen.write(choose(skeletons[labels[i]], random), amounts, random, pixels, i * size);
    yield;
  }
  return createDataset({
    name: name ?? (kind === "digits" ? "glyphs" : "glyphs-letters"),
    count,
    height: side,
    width: side,
    channels: 1,
    pixels,
    labels,
    classes,
  });
}
