import { NescioError } from "../errors.js";

/** A decoded picture: 8 bits a value, red, green, blue and opacity of each pixel, row by row. An `ImageData` is one. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  /** `[height, width, 4]`; opacity is not multiplied into the colours. */
  readonly data: Uint8Array | Uint8ClampedArray;
}

/** What lies under the transparent parts of a picture. */
export type Background = "black" | "white";

/** Most pixels of a picture, 8192²: decoded, they take 256 MiB. A small file can claim any number of them. */
export const largestPicture = 2 ** 26;
/** Most bytes of a picture's file; 256 MiB. */
export const largestPictureFile = 2 ** 28;
/** Most pixels along a side, as JPEG has it: whatever is done for each row or column stays little. */
const longestSide = 65_535;

/**
 * What is wrong with a picture's size, which can be asked before it is decoded; undefined for one that is read.
 * The facts follow "expected" and "got".
 */
export function sizeFault(width: number, height: number): { expected: string; found: string } | undefined {
  if (width * height <= largestPicture && Math.max(width, height) <= longestSide) return undefined;
  return {
    expected: `at most ${largestPicture} pixels, and at most ${longestSide} along a side`,
    found: `${width}×${height}`,
  };
}

/** @throws NescioError `invalid-data` where size and data do not belong together, or there are no pixels or too many. */
export function checkPicture({ width, height, data }: Picture, name = "picture"): void {
  const wrong = (expected: string, found: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: name, expected, found });
  for (const side of [width, height]) {
    if (!Number.isSafeInteger(side) || side < 1)
      throw wrong("sides of at least one pixel", `${width}×${height}`);
  }
  const fault = sizeFault(width, height);
  if (fault !== undefined) throw wrong(fault.expected, fault.found);
  if (data.length !== 4 * width * height) {
    throw wrong(
      `${4 * width * height} values (${width}×${height} pixels of red, green, blue and opacity)`,
      String(data.length),
    );
  }
}
