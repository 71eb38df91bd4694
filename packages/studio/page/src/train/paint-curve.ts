import { inkOf } from "../parts/ink-of.js";
import type { CurvePoint } from "./train-state.js";

export interface CurveShown {
  readonly points: readonly CurvePoint[];
  readonly most: number;
  readonly range: readonly [number, number] | undefined;
  /** CSS pixels. */
  readonly width: number;
  readonly height: number;
  /** Device pixels in one of them. */
  readonly ratio: number;
}

const edge = 3;

/** Paints a curve over a few grid lines. */
export function paintCurve(
  context: CanvasRenderingContext2D,
  { points, most, range, width, height, ratio }: CurveShown,
): void {
  const ink = inkOf(context.canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  const [low, high] = range ?? rangeOf(points);
  const x = (step: number): number => (width - edge) * Math.min(1, step / Math.max(1, most));
  const y = (value: number): number =>
    height - edge - (height - 2 * edge) * ((value - low) / Math.max(1e-9, high - low));
  context.fillStyle = ink.grid;
  for (const share of [0, 0.5, 1]) context.fillRect(0, y(low + share * (high - low)), width, 1);
  if (points.length === 0) return;
  context.strokeStyle = ink.bar;
  context.lineWidth = 2;
  context.lineJoin = "round";
  context.beginPath();
  for (const [step, value] of points) context.lineTo(x(step), y(value));
  context.stroke();
  const [step, value] = points[points.length - 1];
  context.fillStyle = ink.answer;
  context.beginPath();
  context.arc(x(step), y(value), edge, 0, 2 * Math.PI);
  context.fill();
}

function rangeOf(points: readonly CurvePoint[]): [number, number] {
  const values = points.map(([, value]) => value);
  return values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
}
