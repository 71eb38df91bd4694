import { useRef, type PointerEvent } from "react";
import { flushSync } from "react-dom";
import { padSide, type Shown, type Stroke } from "../state/shown.js";

/** Points nearer to the last one than this say nothing new, in units of the pad. */
const leastStep = 2;
/** A picture is not replaced by a slip of the hand: only by a stroke of this length. */
const leastStroke = 12;

/** The stroke that is being drawn, and of which pointer. */
interface Drawn {
  readonly pointer: number;
  readonly before: readonly Stroke[];
  /** Shown at once on the pad; over a picture once it is long enough. */
  isShown: boolean;
  points: number[];
  frame: number;
}

/** A pen for mouse, touch and stylus. Over a picture it begins a new drawing; not by touch, which scrolls there. */
export function usePointerPen(shown: Shown, show: (strokes: readonly Stroke[]) => void) {
  const current = useRef<Drawn>(undefined);
  const paint = ({ before, points }: Drawn): void => show([...before, points]);

  const begin = (event: PointerEvent<HTMLCanvasElement>): void => {
    if (event.button !== 0 || current.current !== undefined) return;
    const isDrawing = shown.kind === "drawing";
    if (!isDrawing && event.pointerType === "touch") return;
    event.currentTarget.setPointerCapture(event.pointerId);
    current.current = {
      pointer: event.pointerId,
      before: isDrawing ? shown.strokes : [],
      isShown: isDrawing,
      points: pointOf(event.currentTarget, event),
      frame: 0,
    };
    if (isDrawing) paint(current.current);
  };
  const move = (event: PointerEvent<HTMLCanvasElement>): void => {
    const stroke = current.current;
    if (stroke?.pointer !== event.pointerId) return;
    for (const each of eventsIn(event.nativeEvent)) {
      const [x, y] = pointOf(event.currentTarget, each);
      const [lastX, lastY] = stroke.points.slice(-2);
      if (Math.hypot(x - lastX, y - lastY) >= leastStep) stroke.points = [...stroke.points, x, y];
    }
    const [startX, startY] = stroke.points;
    const [x, y] = stroke.points.slice(-2);
    stroke.isShown ||= Math.hypot(x - startX, y - startY) >= leastStroke;
    if (!stroke.isShown) return;
    // Once a frame is what can be seen, and in this one: React by itself would be done too late for it.
    stroke.frame ||= requestAnimationFrame(() => {
      stroke.frame = 0;
      flushSync(() => paint(stroke));
    });
  };
  const end = (event: PointerEvent<HTMLCanvasElement>): void => {
    const stroke = current.current;
    if (stroke?.pointer !== event.pointerId) return;
    current.current = undefined;
    // What the last frame has shown is not asked about a second time.
    if (stroke.frame === 0) return;
    cancelAnimationFrame(stroke.frame);
    paint(stroke);
  };
  return { begin, move, end };
}

/** A place on the page in units of the pad. */
function pointOf(
  canvas: HTMLCanvasElement,
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
): [number, number] {
  const { left, top, width, height } = canvas.getBoundingClientRect();
  const within = (share: number): number => Math.round(padSide * Math.min(1, Math.max(0, share)));
  return [within((clientX - left) / width), within((clientY - top) / height)];
}

/** All positions since the last event, where the browser tells them: a fast pen moves far in a frame. */
function eventsIn(event: globalThis.PointerEvent): readonly globalThis.PointerEvent[] {
  const all = "getCoalescedEvents" in event ? event.getCoalescedEvents() : [];
  return all.length > 0 ? all : [event];
}
