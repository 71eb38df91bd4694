import type * as z from "zod";
import type { Hint } from "./hints.js";
import type { Background, Picture } from "./picture.js";
import type { Box } from "./plane.js";

/** What a picture is read for: the network's input, `[height, width, channels]`; 1 channel or 3. */
export interface InputShape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

export interface ReadOptions {
  /**
   * Set for dark strokes on a light ground where the training images are light on dark. `as-is` and `photo` turn the
   * values round, 255 − v; `ink` finds out by itself, and is told by this. Default false.
   */
  readonly invert?: boolean | undefined;
  /**
   * What lies under transparent parts. Default "white", as on the pages that most such pictures are made for; black where `ink`
   * sees nothing on white.
   */
  readonly background?: Background | undefined;
}

/** One input read from a picture. */
export interface Read {
  /** `uint8` `[height, width, channels]`. */
  readonly pixels: Uint8Array;
  /**
   * The same, set a little otherwise. How something was meant to stand is not in a picture: an answer must be the same
   * for these. Empty where the reading leaves nothing open.
   */
  readonly views: readonly Uint8Array[];
  /** What the reading noticed. */
  readonly hints: readonly Hint[];
  /** The part of the picture that it was read from, in its pixels; undefined where there is nothing. */
  readonly box: Box | undefined;
}

/** One way to make inputs of pictures, all there is to say about it. `readingKinds` is the table of them. */
export interface ReadingKind<Reading extends { readonly kind: string } = { readonly kind: string }> {
  readonly kind: Reading["kind"];
  /** For help texts, to follow the name. */
  readonly help: string;
  /** Forms of its text on the command line. */
  readonly forms: readonly string[];
  readonly schema: z.ZodType<Reading>;
  /** What stands between the colons of its text, as a value for the schema; undefined where there is too much. */
  parse(parts: readonly (string | undefined)[]): unknown;
  format(reading: Reading): string;
  /** The whole picture as one input. */
  read(picture: Picture, reading: Reading, shape: InputShape, options: ReadOptions): Read;
  /** Each character of a picture as an input, line by line; undefined: the kind knows of no characters. */
  readEach?(picture: Picture, reading: Reading, shape: InputShape, options: ReadOptions): Read[];
}

/** A kind as its record, with the types of its own checked. */
export function readingKind<Reading extends { readonly kind: string }>(
  kind: ReadingKind<Reading>,
): ReadingKind<Reading> {
  return kind;
}
