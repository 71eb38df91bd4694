import { usePreview, type ShownPreview } from "../client/use-preview.js";
import { useCanvas } from "../parts/use-canvas.js";
import { useSettled } from "../parts/use-settled.js";
import { padSide, type Shown, type Stroke } from "../state/shown.js";
import { useStore } from "../state/store.js";
import { nameOf } from "./name-of.js";
import { paintBoxes, type MarkedBox } from "./paint-boxes.js";
import { paintPen, type KeyPen } from "./paint-pen.js";
import { paintPreview } from "./paint-preview.js";
import { paintStrokes } from "./paint-strokes.js";
import { PadTools } from "./pad-tools.js";
import { useBoxes } from "./use-boxes.js";
import { useKeyPen } from "./use-key-pen.js";
import { usePointerPen } from "./use-pointer-pen.js";

const none: readonly Stroke[] = [];

/** The pad: for mouse, touch, stylus and keys. Pictures are shown in its place. */
export function Pad() {
  const { state, dispatch } = useStore();
  const { shown } = state;
  const strokes = shown.kind === "drawing" ? shown.strokes : none;
  const show = (next: readonly Stroke[]): void =>
    dispatch({ type: "show", shown: { kind: "drawing", strokes: next } });
  const preview = usePreview(shown, 2 * padSide);
  const boxes = useBoxes();
  const pointer = usePointerPen(shown, show);
  const keys = useKeyPen(strokes, show, (type) => dispatch({ type }));
  const canvas = useCanvas(
    (context) => paint(context, shown, preview, boxes, keys.pen),
    [shown, preview, boxes, keys.pen],
  );
  return (
    <div className="pad" data-shown={shown.kind}>
      <canvas
        ref={canvas}
        width={2 * padSide}
        height={2 * padSide}
        tabIndex={0}
        role="application"
        aria-roledescription="drawing pad"
        aria-label={nameOf(shown)}
        aria-describedby="pad-keys"
        onPointerDown={(event) => {
          keys.leave();
          pointer.begin(event);
        }}
        onPointerMove={pointer.move}
        onPointerUp={pointer.end}
        onPointerCancel={pointer.end}
        onKeyDown={keys.press}
        onKeyUp={keys.release}
        onBlur={keys.leave}
      />
      <p id="pad-keys" className="pad-keys">
        Arrow keys move the pen, two at once slantwise. Space puts it down and lifts it. Z takes the last
        stroke back, Delete wipes the pad, and Z brings that back.
      </p>
      <PenPlace pen={keys.pen} />
      <PadTools />
    </div>
  );
}

function paint(
  context: CanvasRenderingContext2D,
  shown: Shown,
  preview: ShownPreview | undefined,
  boxes: readonly MarkedBox[],
  pen: KeyPen | undefined,
): void {
  if (shown.kind === "drawing") {
    paintStrokes(context, shown.strokes);
    // Boxes of a drawing are in the pixels that the model gets of it.
    paintBoxes(context, drawingSize, boxes);
  } else if (preview !== undefined) {
    paintPreview(context, preview);
    if (preview.of === shown) paintBoxes(context, preview, boxes);
  }
  if (pen !== undefined) paintPen(context, pen);
}

const drawingSize = { width: 140, height: 140 };

/** Where the pen is that keys move, for who does not see it. */
function PenPlace({ pen }: { readonly pen: KeyPen | undefined }) {
  const percent = (value: number): number => Math.round((100 * value) / padSide);
  const text =
    pen === undefined
      ? ""
      : `Pen ${pen.down ? "down" : "up"}, ${percent(pen.x)} percent from the left, ${percent(pen.y)} from the top`;
  return (
    <p className="for-listeners" aria-live="polite">
      {useSettled(text, 400)}
    </p>
  );
}
