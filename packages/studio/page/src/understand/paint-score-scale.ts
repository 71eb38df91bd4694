import { inkOf } from "../parts/ink-of.js";

export interface ScoreScale {
  /** Scores of held-out images, in increasing order. */
  readonly heldOut: Float32Array;
  /** Of what is shown. */
  readonly score: number | undefined;
  /** Lower scores are refused. */
  readonly line: number | undefined;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels in one of them. */
  readonly ratio: number;
}

const bins = 64;
const top = 26;
const bottom = 26;

/** Paints the histogram of held-out scores, the line of the rule, and where a picture stands. */
export function paintScoreScale(context: CanvasRenderingContext2D, scale: ScoreScale): void {
  const { heldOut, score, line, width, height, ratio } = scale;
  const ink = inkOf(context.canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "13px system-ui, sans-serif";
  context.textBaseline = "middle";
  const [low, high] = scoreRange(heldOut);
  const x = (value: number): number =>
    8 + (width - 16) * Math.min(1, Math.max(0, (value - low) / (high - low)));
  const base = height - bottom;
  const counts = histogram(heldOut, low, high);
  const tallest = Math.max(...counts);
  const each = (width - 16) / bins;
  counts.forEach((count, bin) => {
    const left = 8 + bin * each;
    const middle = low + ((bin + 0.5) / bins) * (high - low);
    context.fillStyle = line !== undefined && middle < line ? ink.refusal : ink.bar;
    const tall = count === 0 ? 0 : Math.max(1, ((base - top - 8) * count) / tallest);
    context.fillRect(left, base - tall, Math.max(1, each - 1), tall);
  });
  context.fillStyle = ink.grid;
  context.fillRect(0, base, width, 1);
  context.fillStyle = ink.soft;
  context.textAlign = "left";
  context.fillText("‹ stranger", 0, height - bottom / 2);
  context.textAlign = "right";
  context.fillText("more familiar ›", width, height - bottom / 2);
  if (line !== undefined) {
    context.strokeStyle = ink.refusal;
    context.setLineDash([4, 4]);
    context.beginPath();
    context.moveTo(Math.round(x(line)) + 0.5, top);
    context.lineTo(Math.round(x(line)) + 0.5, base);
    context.stroke();
    context.setLineDash([]);
  }
  if (score === undefined) return;
  const at = x(score);
  context.fillStyle = line !== undefined && score < line ? ink.refusal : ink.answer;
  context.fillRect(at - 1.5, top - 4, 3, base - top + 4);
  context.beginPath();
  context.moveTo(at - 6, top - 10);
  context.lineTo(at + 6, top - 10);
  context.lineTo(at, top);
  context.fill();
  context.textAlign = at < 60 ? "left" : at > width - 60 ? "right" : "center";
  const words = score < low ? "‹ this, further out" : "this";
  context.fillText(words, at < 60 ? Math.max(0, at - 7) : at, 8);
}

/** Ends of the axis: with room for what is stranger than all held-out images but the strangest. */
function scoreRange(heldOut: Float32Array): readonly [low: number, high: number] {
  const least = heldOut[Math.floor(0.002 * heldOut.length)];
  const most = heldOut[heldOut.length - 1];
  const span = most - least || 1;
  return [least - 0.6 * span, most + 0.03 * span];
}

function histogram(heldOut: Float32Array, low: number, high: number): Uint32Array {
  const counts = new Uint32Array(bins);
  for (const score of heldOut) {
    const bin = Math.floor((bins * (score - low)) / (high - low));
    if (bin >= 0) counts[Math.min(bins - 1, bin)]++;
  }
  return counts;
}
