import type { Stroke } from "./skeleton.js";

/** What the pen did: a chain of points with the half width and the ink at each. Made once, filled again per glyph. */
export interface Trace {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly radius: Float64Array;
  /** From 0 to 1. */
  readonly ink: Float64Array;
  /** 1 where the pen wrote on its way from the point before. */
  readonly down: Uint8Array;
  length: number;
}

/** Points a trace can hold: far more than the longest skeleton needs at the finest step. */
const traceCapacity = 2048;

export function createTrace(): Trace {
  return {
    x: new Float64Array(traceCapacity),
    y: new Float64Array(traceCapacity),
    radius: new Float64Array(traceCapacity),
    ink: new Float64Array(traceCapacity),
    down: new Uint8Array(traceCapacity),
    length: 0,
  };
}

function add(trace: Trace, x: number, y: number, down: 0 | 1): void {
  const i = trace.length++;
  trace.x[i] = x;
  trace.y[i] = y;
  trace.down[i] = down;
}

/** Square root of the distance: the knot spacing of a centripetal spline. Never 0, so that it can be divided by. */
function knot(dx: number, dy: number): number {
  return Math.sqrt(Math.sqrt(dx * dx + dy * dy)) + 1e-6;
}

/** Tangent at p1 of the spline through p0, p1, p2 with knot spacings a and b, scaled to the interval p1–p2. */
function tangent(p0: number, p1: number, p2: number, a: number, b: number): number {
  return b * ((p1 - p0) / a - (p2 - p0) / (a + b) + (p2 - p1) / b);
}

/**
 * Adds the curve of a stroke whose points were moved to `px`, `py`: a centripetal Catmull–Rom spline, which makes no
 * loops of its own between uneven points (Yuksel, Schaefer & Keyser 2011), broken at corners.
 *
 * @param step Largest distance of the points that are added, in the units of `px`; about, as curves are longer than chords.
 */
export function addStroke(
  trace: Trace,
  { corner }: Stroke,
  px: Float64Array,
  py: Float64Array,
  step: number,
): void {
  const n = corner.length;
  add(trace, px[0], py[0], 0);
  for (let i = 0; i + 1 < n; i++) {
    const dx = px[i + 1] - px[i];
    const dy = py[i + 1] - py[i];
    const here = knot(dx, dy);
    // Where the curve ends or breaks, its direction is that of the chord.
    let fromX = dx;
    let fromY = dy;
    let toX = dx;
    let toY = dy;
    if (i > 0 && corner[i] === 0) {
      const before = knot(px[i] - px[i - 1], py[i] - py[i - 1]);
      fromX = tangent(px[i - 1], px[i], px[i + 1], before, here);
      fromY = tangent(py[i - 1], py[i], py[i + 1], before, here);
    }
    if (i + 2 < n && corner[i + 1] === 0) {
      const after = knot(px[i + 2] - px[i + 1], py[i + 2] - py[i + 1]);
      // The same tangent as above, seen from the other side: mirrored, so that it is scaled to this interval.
      toX = -tangent(px[i + 2], px[i + 1], px[i], after, here);
      toY = -tangent(py[i + 2], py[i + 1], py[i], after, here);
    }
    const pieces = Math.min(24, Math.max(2, Math.ceil(Math.sqrt(dx * dx + dy * dy) / step)));
    for (let k = 1; k <= pieces; k++) {
      const t = k / pieces;
      const rest = 1 - t;
      // Hermite form: the start, then chord and tangents by their blending polynomials.
      const chord = t * t * (3 - 2 * t);
      const start = t * rest * rest;
      const end = -t * t * rest;
      add(
        trace,
        px[i] + chord * dx + start * fromX + end * toX,
        py[i] + chord * dy + start * fromY + end * toY,
        1,
      );
    }
  }
}
