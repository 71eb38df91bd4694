import type { Trace } from "./trace.js";

/** Side of a glyph's picture, in pixels. */
export const side = 28;

/** A scanner takes ink below the first for paper and above the second for solid. */
const paper = 0.1;
const solid = 0.85;

/** Ink on a square picture, from 0 to 1 per pixel; pixel (column, row) has its middle at (column + ½, row + ½). */
export class Raster {
  private readonly ink: Float64Array;
  private blurred = new Float64Array();

  /** @param side Of the picture, in pixels. */
  constructor(private readonly side: number) {
    this.ink = new Float64Array(side * side);
  }

  clear(): void {
    this.ink.fill(0);
  }

  /**
   * Draws the trace, its coordinates and radii in pixels. Each piece is a segment with round ends whose radius and
   * ink change linearly; a pixel takes the strongest ink of any piece, fading over one pixel at the edge.
   */
  draw(trace: Trace): void {
    for (let i = 1; i < trace.length; i++) {
      if (trace.down[i] === 1) this.segment(trace, i - 1, i);
    }
  }

  private segment({ x, y, radius, ink }: Trace, a: number, b: number): void {
    const { side } = this;
    const reach = Math.max(radius[a], radius[b]) + 0.5;
    const left = Math.max(0, Math.floor(Math.min(x[a], x[b]) - reach));
    const right = Math.min(side - 1, Math.floor(Math.max(x[a], x[b]) + reach));
    const top = Math.max(0, Math.floor(Math.min(y[a], y[b]) - reach));
    const bottom = Math.min(side - 1, Math.floor(Math.max(y[a], y[b]) + reach));
    const dx = x[b] - x[a];
    const dy = y[b] - y[a];
    const scale = 1 / (dx * dx + dy * dy + 1e-12);
    for (let row = top; row <= bottom; row++) {
      const py = row + 0.5 - y[a];
      for (let column = left; column <= right; column++) {
        const px = column + 0.5 - x[a];
        const t = Math.min(1, Math.max(0, (px * dx + py * dy) * scale));
        const fromX = px - t * dx;
        const fromY = py - t * dy;
        const inside =
          radius[a] + t * (radius[b] - radius[a]) + 0.5 - Math.sqrt(fromX * fromX + fromY * fromY);
        if (inside <= 0) continue;
        const value = Math.min(1, inside) * (ink[a] + t * (ink[b] - ink[a]));
        const pixel = row * side + column;
        if (value > this.ink[pixel]) this.ink[pixel] = value;
      }
    }
  }

  /** Spreads the ink: each pixel gives `weight` of it to either neighbour, along rows and then along columns. */
  blur(weight: number): void {
    if (this.blurred.length === 0) this.blurred = new Float64Array(this.ink.length);
    const { ink, blurred, side } = this;
    const keep = 1 - 2 * weight;
    for (let i = 0; i < ink.length; i++) {
      const column = i % side;
      const left = column > 0 ? ink[i - 1] : 0;
      const right = column < side - 1 ? ink[i + 1] : 0;
      blurred[i] = keep * ink[i] + weight * (left + right);
    }
    for (let i = 0; i < ink.length; i++) {
      const above = i >= side ? blurred[i - side] : 0;
      const below = i < ink.length - side ? blurred[i + side] : 0;
      ink[i] = keep * blurred[i] + weight * (above + below);
    }
  }

  /** Writes the picture as `side`² bytes, stretched from paper to solid and rounded to the nearest of 256 values. */
  writeTo(pixels: Uint8Array, offset: number): void {
    const { ink } = this;
    for (let i = 0; i < ink.length; i++) {
      const value = (ink[i] - paper) / (solid - paper);
      pixels[offset + i] = Math.round(255 * Math.min(1, Math.max(0, value)));
    }
  }
}
