import type { Random } from "../../math/random.js";
import { bell } from "./bell.js";
import type { GlyphJitter } from "./jitter.js";
import { box, centre, fit } from "./layout.js";
import { Paper } from "./paper.js";
import { press } from "./press.js";
import { Raster, side } from "./raster.js";
import type { Skeleton, Stroke } from "./skeleton.js";
import { addStroke, createTrace, type Trace } from "./trace.js";

/** Mean width of the pen, in pixels. */
const penWidth = 2.6;
/** Distance of the points along a stroke, in boxes: a little over one pixel. */
const step = 0.06;
/** Points of the longest stroke that a skeleton may have. */
export const longestStroke = 32;

/** What all strokes of one character have in common. */
interface Hand {
  readonly haste: number;
  readonly width: number;
  readonly slant: number;
  readonly cos: number;
  readonly sin: number;
  /** Half the width of the pen, in pixels. */
  readonly radius: number;
}

function drawHand(jitter: GlyphJitter, random: Random): Hand {
  // cos and sin of a small angle a from tan(a/2) ≈ a/2: plain arithmetic, and still a rotation that keeps lengths.
  const half = (jitter.rotation * bell(random)) / 2;
  return {
    cos: (1 - half * half) / (1 + half * half),
    sin: (2 * half) / (1 + half * half),
    slant: jitter.slant * bell(random),
    width: 1 + jitter.aspect * bell(random),
    radius: (penWidth / 2) * (1 + jitter.pen * bell(random)),
    haste: 1 + jitter.haste * bell(random),
  };
}

/** Writes characters. Holds scratch memory only: what it writes depends on its arguments and nothing before. */
export class Pen {
  private readonly trace: Trace = createTrace();
  private readonly paper = new Paper();
  private readonly raster = new Raster(side);
  private readonly px = new Float64Array(longestStroke);
  private readonly py = new Float64Array(longestStroke);

  /** Writes one character into the 28 × 28 bytes at `offset`; all that is random about it comes from `random`. */
  write(skeleton: Skeleton, jitter: GlyphJitter, random: Random, pixels: Uint8Array, offset: number): void {
    const { trace, paper, raster } = this;
    const hand = drawHand(jitter, random);
    trace.length = 0;
    for (const stroke of skeleton.strokes) {
      this.place(stroke, jitter, hand, random);
      const first = trace.length;
      addStroke(trace, stroke, this.px, this.py, step);
      press(trace, first, hand.radius, jitter, random);
    }
    paper.crumple(random, hand.haste * jitter.elastic);
    paper.move(trace);
    fit(trace, box * (1 + jitter.size * bell(random)), hand.radius);
    centre(trace, jitter.shift * bell(random), jitter.shift * bell(random));
    raster.clear();
    raster.draw(trace);
    raster.blur(jitter.blur * random.uniform());
    raster.writeTo(pixels, offset);
  }

  /** Moves the points of a stroke from the grid of the skeleton to boxes, the middle of the character at 0. */
  private place(stroke: Stroke, jitter: GlyphJitter, hand: Hand, random: Random): void {
    const wobble = hand.haste * jitter.points;
    const offsetX = hand.haste * jitter.strokes * bell(random);
    const offsetY = hand.haste * jitter.strokes * bell(random);
    for (let i = 0; i < stroke.x.length; i++) {
      const y = stroke.y[i] / 100 - 0.5 + offsetY + wobble * bell(random);
      const x = hand.width * (stroke.x[i] / 100 - 0.5 + offsetX + wobble * bell(random)) - hand.slant * y;
      this.px[i] = hand.cos * x - hand.sin * y;
      this.py[i] = hand.sin * x + hand.cos * y;
    }
  }
}
