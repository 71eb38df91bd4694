import { NescioError } from "../errors.js";
import { coloursOf, luminance, type Reduction } from "./colours.js";
import type { InputShape } from "./kind.js";
import type { Background, Picture } from "./picture.js";
import { mapPlane, type Plane } from "./plane.js";

/** The largest side of an input. */
const largestSide = 16_384;

/** @throws NescioError `invalid-option` for an input that no picture can be read for. */
export function checkInputShape({ height, width, channels }: InputShape): void {
  const wrong = (subject: string, expected: string, found: number): NescioError =>
    new NescioError({ code: "invalid-option", subject, expected, found: String(found) });
  for (const [what, value] of Object.entries({ height, width })) {
    if (Number.isInteger(value) && value >= 1 && value <= largestSide) continue;
    throw wrong(what, `an integer from 1 to ${largestSide}`, value);
  }
  if (channels !== 1 && channels !== 3) throw wrong("channels", "1 (grayscale) or 3 (colour)", channels);
}

/** The planes of a picture that an input's channels hold: its luminance, or its colours; reduced as `by` says. */
export function channelsOf(
  picture: Picture,
  channels: number,
  background: Background,
  invert: boolean,
  by: Reduction,
): Plane[] {
  const colours = coloursOf(picture, background, by);
  const planes = channels === 1 ? [luminance(colours)] : colours;
  return invert ? planes.map((plane) => mapPlane(plane, (value) => 255 - value)) : [...planes];
}

/** Planes as the bytes of an input, rounded, channels together. */
export function bytesOf(planes: readonly Plane[]): Uint8Array {
  const result = new Uint8ClampedArray(planes.length * planes[0].values.length);
  planes.forEach(({ values }, channel) =>
    values.forEach((value, i) => (result[i * planes.length + channel] = value)),
  );
  return new Uint8Array(result.buffer);
}
