import type { Box } from "../engine/verdict.js";
import { placeOn } from "./paint-preview.js";

/** A part of what is shown, with what is said of it. */
export interface MarkedBox {
  readonly box: Box;
  /** Stands beside it; empty for none. */
  readonly text: string;
  readonly refused: boolean;
}

/** The pad is paper by day and by night: so are the colours on it. */
const colours = { answer: "#1f7a4d", refusal: "#b3421e", text: "#fff" };

/** Paints frames around parts of a picture of this size, which lies on the canvas already. */
export function paintBoxes(
  context: CanvasRenderingContext2D,
  size: { readonly width: number; readonly height: number },
  boxes: readonly MarkedBox[],
): void {
  const { width: side } = context.canvas;
  const { left, top, scale } = placeOn(side, size);
  const margin = side / 80;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.lineWidth = side / 140;
  context.font = `600 ${Math.round(side / 20)}px system-ui, sans-serif`;
  context.textBaseline = "bottom";
  context.textAlign = "left";
  for (const { box, text, refused } of boxes) {
    const colour = refused ? colours.refusal : colours.answer;
    const [x, y] = [left + box.left * scale - margin, top + box.top * scale - margin];
    const [width, height] = [box.width * scale + 2 * margin, box.height * scale + 2 * margin];
    context.strokeStyle = colour;
    context.beginPath();
    context.roundRect(x, y, width, height, margin);
    context.stroke();
    if (text === "") continue;
    // At the upper edge there is no room above.
    const base = y > side / 16 ? y - 1 : y + height + side / 16;
    const textWidth = context.measureText(text).width + margin;
    context.fillStyle = colour;
    context.fillRect(x, base - side / 18, textWidth, side / 18);
    context.fillStyle = colours.text;
    context.fillText(text, x + margin / 2, base);
  }
}
