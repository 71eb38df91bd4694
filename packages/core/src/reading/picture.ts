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

/** More pixels than any camera's picture has; a small file can claim them. */
export const largestPicture = 100_000_000;

/** @throws NescioError `invalid-data` where size and data do not belong together, or there are no pixels or too many. */
export function checkPicture({ width, height, data }: Picture, name = "picture"): void {
  const wrong = (expected: string, found: string): NescioError =>
    new NescioError({ code: "invalid-data", subject: name, expected, found });
  for (const side of [width, height]) {
    if (!Number.isSafeInteger(side) || side < 1)
      throw wrong("sides of at least one pixel", `${width}×${height}`);
  }
  if (width * height > largestPicture) {
    throw wrong(`at most ${largestPicture} pixels`, `${width}×${height}`);
  }
  if (data.length !== 4 * width * height) {
    throw wrong(
      `${4 * width * height} values (${width}×${height} pixels of red, green, blue and opacity)`,
      String(data.length),
    );
  }
}
