import type { Random } from "../../math/random.js";
import { bell } from "./bell.js";
import type { Trace } from "./trace.js";

const cells = 3;
const nodes = cells + 3;
/** The paper reaches this far from the middle of the character, in boxes; beyond it the distortion stays as at its edge. */
const reach = 0.8;
/** A cubic B-spline halves the variance of its nodes per axis: twice the spread at the nodes keeps it in between. */
const gain = 2;

/** Cubic B-spline weights of the four nodes around a place t in its cell. */
function weights(t: number, into: Float64Array): void {
  const rest = 1 - t;
  into[0] = (rest * rest * rest) / 6;
  into[1] = (3 * t * t * t - 6 * t * t + 4) / 6;
  into[2] = (3 * rest * rest * rest - 6 * rest * rest + 4) / 6;
  into[3] = (t * t * t) / 6;
}

/** A smooth random distortion of the plane: a B-spline surface over a few random displacements. */
export class Paper {
  private readonly dx = new Float64Array(nodes * nodes);
  private readonly dy = new Float64Array(nodes * nodes);
  private readonly wx = new Float64Array(4);
  private readonly wy = new Float64Array(4);

  /** Draws a new distortion with the given spread, in boxes. */
  crumple(random: Random, spread: number): void {
    for (let i = 0; i < nodes * nodes; i++) {
      this.dx[i] = gain * spread * bell(random);
      this.dy[i] = gain * spread * bell(random);
    }
  }

  /** Moves every point of the trace (in boxes, the middle at 0) with the paper. */
  move(trace: Trace): void {
    const { dx, dy, wx, wy } = this;
    for (let i = 0; i < trace.length; i++) {
      const u = Math.min(cells, Math.max(0, ((trace.x[i] + reach) / (2 * reach)) * cells));
      const v = Math.min(cells, Math.max(0, ((trace.y[i] + reach) / (2 * reach)) * cells));
      const column = Math.min(cells - 1, Math.floor(u));
      const row = Math.min(cells - 1, Math.floor(v));
      weights(u - column, wx);
      weights(v - row, wy);
      let moveX = 0;
      let moveY = 0;
      for (let r = 0; r < 4; r++) {
        for (let c = 0; c < 4; c++) {
          const node = (row + r) * nodes + column + c;
          const weight = wy[r] * wx[c];
          moveX += weight * dx[node];
          moveY += weight * dy[node];
        }
      }
      trace.x[i] += moveX;
      trace.y[i] += moveY;
    }
  }
}
