import { useMemo, type DependencyList } from "react";

interface StillProps {
  readonly width: number;
  readonly height: number;
  readonly paint: (context: CanvasRenderingContext2D) => void;
  /** What it shows: it is painted anew when that changes. */
  readonly shows: DependencyList;
  readonly className?: string | undefined;
  readonly label?: string | undefined;
}

/**
 * A small picture that rarely changes. It is painted on a canvas, and shown as an image: browsers put every canvas of the page
 * into each frame by itself, and with forty of them a drawing waits half as long again for its verdict.
 */
export function Still({ width, height, paint, shows, className, label = "" }: StillProps) {
  const address = useMemo(() => {
    const canvas = Object.assign(document.createElement("canvas"), { width, height });
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (context !== null) paint(context);
    return canvas.toDataURL();
  }, shows);
  return <img {...{ className, width, height }} src={address} alt={label} draggable={false} />;
}
