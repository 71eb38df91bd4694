// Photographs of written characters that a program makes: paper of several kinds, light that is uneven, pens of many widths
// and colours, a camera that is held askew, blurs, and has noise. The same subject and seed give the same picture.
// Encoding (and what JPEG does to a picture) is the caller's.
import { Random } from "nescio";
import { distanceField, fieldAt, inkOfPixels, inkOfStrokes, thinned } from "./field.js";
import { choosePaper } from "./paper.js";
import { chooseLight } from "./light.js";
import { develop } from "./camera.js";

/** Keeps these pictures' random streams apart from all others of the same seed. */
const stream = 990_001;

/**
 * @typedef {{ width: number, height: number, data: Uint8ClampedArray }} Picture
 * @typedef {{ pixels: ArrayLike<number> } | { strokes: [number, number][][] } | { blank: true }} Subject
 *   Light ink on 28×28 pixels; strokes in a square of 28 by 28 units; or nothing at all.
 */

/**
 * @param {Subject} subject
 * @param {number} seed
 * @param {{ least?: number, most?: number }} [sides] Bounds of the longer side, in pixels. Default 60 to 1200.
 * @returns {{ picture: Picture, facts: Record<string, unknown> }} What was drawn, and how.
 */
export function photograph(subject, seed, { least = 60, most = 1200 } = {}) {
  const random = new Random(seed, stream);
  const longer = Math.round(least * (most / least) ** random.uniform());
  const ratio = pick(random, [1, 1, 0.75, 0.75, 0.5625]);
  const shorter = Math.max(28, Math.round(longer * ratio));
  const [width, height] = random.uniform() < 0.5 ? [longer, shorter] : [shorter, longer];
  const placement = place(random, width, height);
  const paper = choosePaper(random, placement.size);
  const pen = choosePen(random, paper, placement.size);
  const field = fieldOf(subject, pen);
  const light = chooseLight(random, width, height);
  const picture = develop({ random, width, height, placement, paper, pen, light, field, fieldAt });
  const { kind } = paper;
  return {
    picture,
    facts: { width, height, paper: kind, pen: pen.kind, stroke: pen.width, size: placement.size },
  };
}

const pick = (random, list) => list[Math.floor(random.uniform() * list.length)];

/** Where the square of the subject lies in the picture, how it is turned, and the perspective. */
function place(random, width, height) {
  const short = Math.min(width, height);
  // The character is 20 of the 28 units: between a fifth of the picture and nearly all of it.
  const share = 0.22 + 0.68 * random.uniform();
  const size = Math.max(20, share * short) * (28 / 20);
  const angle = ((random.uniform() * 2 - 1) * 12 * Math.PI) / 180;
  const free = (length) => Math.max(0, (length - (size * 21) / 28) / 2);
  const middleOf = (length) => length / 2 + (random.uniform() * 2 - 1) * free(length) * 0.85;
  const tilt = () => ((random.uniform() * 2 - 1) * 0.12) / short;
  return { size, angle, x: middleOf(width), y: middleOf(height), tiltX: tilt(), tiltY: tilt() };
}

/** A pen, whose width is in units of the subject's square: MNIST's strokes are about 2.5 wide. */
function choosePen(random, paper, size) {
  const kinds = paper.dark
    ? ["chalk", "chalk", "white"]
    : ["ballpoint", "ballpoint", "pencil", "fineliner", "fineliner", "marker"];
  const kind = pick(random, kinds);
  const [thin, thick] = {
    chalk: [1.4, 3.5],
    white: [1, 3.5],
    ballpoint: [0.7, 2],
    pencil: [0.8, 2.2],
    fineliner: [0.9, 2.6],
    marker: [2, 4.6],
  }[kind];
  // No pen draws lines of less than a pixel and a half in a picture that somebody wants read.
  const least = Math.max(thin, (1.5 * 28) / size);
  const width = least + Math.max(0, thick - least) * random.uniform();
  const colours = {
    chalk: [
      [235, 235, 230],
      [240, 230, 150],
    ],
    white: [[245, 245, 245]],
    ballpoint: [
      [25, 35, 120],
      [20, 20, 25],
      [170, 25, 35],
      [20, 50, 150],
    ],
    pencil: [
      [95, 95, 98],
      [70, 70, 72],
      [120, 120, 122],
    ],
    fineliner: [
      [20, 20, 20],
      [30, 40, 110],
      [190, 30, 30],
      [20, 100, 50],
    ],
    marker: [
      [15, 15, 15],
      [25, 40, 140],
      [200, 30, 40],
      [10, 110, 60],
    ],
  }[kind];
  const strength = { chalk: 0.85, white: 0.97, ballpoint: 0.88, pencil: 0.8, fineliner: 0.95, marker: 0.97 }[
    kind
  ];
  const rough = { chalk: 0.4, white: 0.03, ballpoint: 0.22, pencil: 0.3, fineliner: 0.06, marker: 0.04 }[
    kind
  ];
  return {
    kind,
    width,
    colour: pick(random, colours),
    strength: strength * (0.85 + 0.15 * random.uniform()),
    rough,
    redrawn: random.uniform() < 0.6,
  };
}

/** The subject's distances, in units, for a pen: redrawn along its middle, or with its own varying width brought near the pen's. */
function fieldOf(subject, pen) {
  if ("blank" in subject) return undefined;
  const drawn = "pixels" in subject ? inkOfPixels(subject.pixels) : inkOfStrokes(subject.strokes);
  if ("strokes" in subject || pen.redrawn) {
    const line = "strokes" in subject ? drawn : thinned(drawn);
    return distanceField(line).map((distance) => distance - pen.width / 2);
  }
  // Its own strokes, about 2.5 wide: no thinner than two fifths less, so that none breaks.
  const move = Math.max(-0.5, (pen.width - 2.5) / 2);
  return distanceField(drawn).map((distance) => distance - move);
}
