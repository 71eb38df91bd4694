import type { Random } from "../../math/random.js";
import { bell } from "./bell.js";
import type { GlyphJitter } from "./jitter.js";
import type { Trace } from "./trace.js";

/** Half width below which a line would fall apart on the grid, in pixels. */
const thinnest = 0.5;

/**
 * Gives the points of one stroke, from `first` to the end of the trace, their width and ink: the pressure of the hand
 * changes along the stroke, the ends taper, and now and then there is a gap where the pen did not write.
 *
 * @param radius Half the width of the pen, in pixels.
 */
export function press(
  trace: Trace,
  first: number,
  radius: number,
  jitter: GlyphJitter,
  random: Random,
): void {
  const start = jitter.pressure * bell(random);
  const middle = jitter.pressure * bell(random);
  const end = jitter.pressure * bell(random);
  const taperStart = jitter.taper * random.uniform();
  const taperEnd = jitter.taper * random.uniform();
  const gap = random.uniform() < jitter.gaps ? 0.15 + 0.7 * random.uniform() : Infinity;
  const gapReach = 0.04 + 0.06 * random.uniform();
  const last = trace.length - 1;
  for (let i = first; i <= last; i++) {
    const s = (i - first) / (last - first);
    const rest = 1 - s;
    const pressure = 1 + start * rest * rest + 2 * middle * s * rest + end * s * s;
    // The taper takes the first and the last fifth of the stroke.
    const near = Math.max(0, 1 - 5 * s);
    const far = Math.max(0, 5 * s - 4);
    const taper = 1 - taperStart * near * near - taperEnd * far * far;
    trace.radius[i] = Math.max(thinnest, radius * pressure * taper);
    trace.ink[i] = Math.min(1, Math.max(0.5, 0.7 + 0.3 * pressure));
    if (Math.abs(s - gap) < gapReach) trace.down[i] = 0;
  }
}
