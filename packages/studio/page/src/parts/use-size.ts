import { useLayoutEffect, useRef, useState, type RefObject } from "react";

/** The width of an element in CSS pixels, and device pixels in one of them. */
export function useSize(): [RefObject<HTMLDivElement | null>, { width: number; ratio: number }] {
  const box = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 300, ratio: 1 });
  useLayoutEffect(() => {
    const element = box.current!;
    const measure = (): void =>
      setSize({ width: Math.max(1, Math.floor(element.clientWidth)), ratio: devicePixelRatio });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return [box, size];
}
