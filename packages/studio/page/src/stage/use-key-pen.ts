import { useRef, useState, type KeyboardEvent } from "react";
import { padSide, type Stroke } from "../state/shown.js";
import type { KeyPen } from "./paint-pen.js";

/** How far a key moves the pen, in units of the pad. */
const step = 8;
const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const middle: KeyPen = { x: padSide / 2, y: padSide / 2, down: false };

/** A pen for who has no mouse: arrow keys move it, two at once slantwise, Space puts it down and lifts it. */
export function useKeyPen(
  strokes: readonly Stroke[],
  show: (strokes: readonly Stroke[]) => void,
  take: (type: "wipe" | "undo") => void,
) {
  const [pen, setPen] = useState(middle);
  const [isUsed, setUsed] = useState(false);
  const held = useRef(new Set<string>());

  const move = (): void => {
    let { x, y } = pen;
    for (const key of held.current) {
      x = within(x + step * directions[key][0]);
      y = within(y + step * directions[key][1]);
    }
    setPen({ ...pen, x, y });
    const last = strokes.at(-1);
    if (pen.down && last !== undefined) show([...strokes.slice(0, -1), [...last, x, y]]);
  };
  const toggle = (): void => {
    if (!pen.down) show([...strokes, [pen.x, pen.y]]);
    setPen({ ...pen, down: !pen.down });
  };
  const lift = (): void => setPen({ ...pen, down: false });

  const press = (event: KeyboardEvent): void => {
    if (event.altKey || event.metaKey || (event.ctrlKey && event.key !== "z")) return;
    if (event.key in directions) {
      held.current.add(event.key);
      move();
    } else if (event.key === " ") toggle();
    else if (event.key === "Delete" || event.key === "Backspace") {
      lift();
      take("wipe");
    } else if (event.key.toLowerCase() === "z") {
      lift();
      take("undo");
    } else if (event.key === "Escape") lift();
    else return;
    event.preventDefault();
    setUsed(true);
  };
  return {
    /** Undefined where keys do not draw. */
    pen: isUsed ? pen : undefined,
    press,
    release: (event: KeyboardEvent): void => void held.current.delete(event.key),
    /** The mouse draws, or the keys are for something else. */
    leave: (): void => {
      held.current.clear();
      setUsed(false);
      lift();
    },
  };
}

function within(value: number): number {
  return Math.min(padSide, Math.max(0, value));
}
