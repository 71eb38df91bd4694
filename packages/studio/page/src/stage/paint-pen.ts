import { padSide, penWidth } from "../state/shown.js";

/** The pen that keys move, in units of the pad. */
export interface KeyPen {
  readonly x: number;
  readonly y: number;
  /** Whether it draws. */
  readonly down: boolean;
}

const colour = "#1d4f91";

/** Paints where the pen is: a ring, filled while it draws. */
export function paintPen(context: CanvasRenderingContext2D, { x, y, down }: KeyPen): void {
  const scale = context.canvas.width / padSide;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.lineWidth = 2.5;
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, y, penWidth / 2 + 2, 0, 2 * Math.PI);
  if (down) context.fill();
  else context.stroke();
}
