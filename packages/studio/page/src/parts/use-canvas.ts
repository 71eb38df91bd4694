import { useLayoutEffect, useRef, type DependencyList, type RefObject } from "react";

type Paint = (context: CanvasRenderingContext2D, canvas: HTMLCanvasElement) => void;

/** A canvas that is painted anew, at once, when what it shows changes. */
export function useCanvas(paint: Paint, shows: DependencyList): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  // What it shows is said by the caller.
  useLayoutEffect(() => paintOn(canvas.current, paint), shows);
  return canvas;
}

/** The same when the page is painted next: what was said by other means need not wait for it. */
export function useFrameCanvas(paint: Paint, shows: DependencyList): RefObject<HTMLCanvasElement | null> {
  const canvas = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const frame = requestAnimationFrame(() => paintOn(canvas.current, paint));
    return () => cancelAnimationFrame(frame);
  }, shows);
  return canvas;
}

function paintOn(canvas: HTMLCanvasElement | null, paint: Paint): void {
  const context = canvas?.getContext("2d");
  if (context) paint(context, context.canvas);
}
