import { padSide, penWidth, type Stroke } from "../state/shown.js";

/** Paints strokes on a square canvas, dark on white as on paper. */
export function paintStrokes(context: CanvasRenderingContext2D, strokes: readonly Stroke[]): void {
  const { width } = context.canvas;
  const scale = width / padSide;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, width);
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.strokeStyle = "#111";
  context.lineWidth = penWidth;
  context.lineCap = "round";
  context.lineJoin = "round";
  for (const stroke of strokes) {
    context.beginPath();
    context.moveTo(stroke[0], stroke[1]);
    // A touch is a dot; of a line without any length browsers paint nothing.
    if (stroke.length === 2) context.lineTo(stroke[0] + 0.01, stroke[1]);
    for (let i = 2; i < stroke.length; i += 2) context.lineTo(stroke[i], stroke[i + 1]);
    context.stroke();
  }
}
