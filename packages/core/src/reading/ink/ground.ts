import { closing, opening } from "../filters.js";
import { cropPlane, createPlane, type Plane } from "../plane.js";
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
  const small = shrink(grey, polaritySide);
  let balance = 0;
  for (const reach of polarityReaches) {
    const dark = padded(small, reach, closing);
    const light = padded(small, reach, opening);
    let difference = 0;
    for (let i = 0; i < small.values.length; i++) {
      const value = small.values[i];
      difference += (dark.values[i] - value) ** 2 - (value - light.values[i]) ** 2;
    }
    balance += difference / (reach * reach);
  }
  return balance >= 0 ? "dark-on-light" : "light-on-dark";
}

/**
 * The ground under the ink: what is left when all that is narrower than a stroke may be is filled with what is around
 * it. Gradients, vignettes and the edges of shadows are ground.
 *
 * @param reach Half the widest stroke, as a share of the longest side.
 */
export function groundOf(grey: Plane, polarity: Polarity, reach: number): Plane {
  const radius = Math.max(1, Math.ceil(reach * Math.max(grey.width, grey.height)));
  return padded(grey, radius, polarity === "dark-on-light" ? closing : opening);
}

/** With its longest side no longer than `side`. */
export function shrink(plane: Plane, side: number): Plane {
  const scale = side / Math.max(plane.width, plane.height);
  if (scale >= 1) return plane;
  const to = (length: number): number => Math.max(1, Math.round(length * scale));
  return resample(plane, to(plane.width), to(plane.height), "triangle");
}

/** With the border continued as far as the filter reaches, so that a narrow margin is not taken for a stroke. */
function padded(plane: Plane, radius: number, filter: typeof closing): Plane {
  const wide = continued(plane, 2 * radius);
  const { width, height } = plane;
  return cropPlane(filter(wide, radius), { left: 2 * radius, top: 2 * radius, width, height });
}

function continued({ width, height, values }: Plane, by: number): Plane {
  const result = createPlane(width + 2 * by, height + 2 * by);
  for (let row = 0; row < result.height; row++) {
    const from = width * Math.min(height - 1, Math.max(0, row - by));
    const to = row * result.width;
    result.values.set(values.subarray(from, from + width), to + by);
    result.values.fill(values[from], to, to + by);
    result.values.fill(values[from + width - 1], to + by + width, to + result.width);
  }
  return result;
}
