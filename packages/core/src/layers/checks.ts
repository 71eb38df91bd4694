import * as z from "zod";
import { NescioError } from "../errors.js";
import type { Shape } from "./kind.js";

/** Features, or pixels along a side: 1 to 65,536. */
export const size = z.int().min(1).max(65_536);
/** Names a layer's parameters: `NAME.weight`, `NAME.bias`. */
export const name = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, "a letter, then letters, digits or _");

export function invalidNetwork(subject: string, expected: string, found: string): NescioError {
  return new NescioError({ code: "invalid-network", subject, expected, found });
}

/** Throws `invalid-network` unless the shape is an image's. */
export function checkImage(shape: Shape, subject: string): void {
  if (shape.length === 3) return;
  throw invalidNetwork(subject, "an image (put it before the flatten layer)", `shape ${shape.join("×")}`);
}

/** How many square windows fit down and across an image; throws `invalid-network` where none does. */
export function windowsIn(
  shape: Shape,
  side: number,
  stride: number,
  padding: number,
  subject: string,
): [down: number, across: number] {
  checkImage(shape, subject);
  const [down, across] = shape.slice(0, 2).map((length) => {
    const room = length + 2 * padding - side;
    if (room < 0) {
      const padded = padding > 0 ? `, padded by ${padding}` : "";
      const found = `shape ${shape.join("×")}${padded}`;
      throw invalidNetwork(subject, `an image of at least ${side}×${side}`, found);
    }
    return Math.floor(room / stride) + 1;
  });
  return [down, across];
}
