import { withPictureKernels } from "../picture-kernels.js";
import type { Plane } from "../plane.js";
import { resample } from "../resample.js";

/** Whether the ink is darker or lighter than what it is on. */
export type Polarity = "dark-on-light" | "light-on-dark";

/** Longest side at which the polarity is. */
const polaritySide = 120;
/** Half widths of strokes that the polarity is looked for at, in pixels. */
const polarityReaches = [1, 2, 4, 8, 16];

/**
 * Whether what is narrow is darker than what is around it, or lighter. What a stroke encloses is the other way round,
 * but wider than the stroke: the narrower counts more.
 *
 * @param grey From 0 to 255.
 */
export function polarityOf(grey: Plane): Polarity {
  const { width, height, values } = shrink(grey, polaritySide);
  const largest = polarityReaches[polarityReaches.length - 1];
  const bytes = values.byteLength;
  const balance = withPictureKernels(
    (kernels) => [bytes, kernels.morphologyRoom(width, height, largest), bytes, bytes],
    ({ kernels, buffer, at: [plane, room, closed, opened] }) => {
      new Float32Array(buffer, plane, values.length).set(values);
      return polarityReaches.reduce(
        (sum, reach) =>
          sum + kernels.polarityBalance(plane, width, height, reach, room, closed, opened) / (reach * reach),
        0,
      );
    },
  );
  return balance >= 0 ? "dark-on-light" : "light-on-dark";
}

/** With its longest side no longer than `side`. */
export function shrink(plane: Plane, side: number): Plane {
  const scale = side / Math.max(plane.width, plane.height);
  if (scale >= 1) return plane;
  const to = (length: number): number => Math.max(1, Math.round(length * scale));
  return resample(plane, to(plane.width), to(plane.height), "triangle");
}
