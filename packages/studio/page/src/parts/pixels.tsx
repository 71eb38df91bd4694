import type { Seen } from "../engine/verdict.js";
import { paintPixels } from "./paint-pixels.js";
import { useCanvas } from "./use-canvas.js";

/** An image, pixel by pixel, as large as its style says. */
export function Pixels({ image, label }: { readonly image: Seen; readonly label?: string }) {
  const canvas = useCanvas((context) => paintPixels(context, image), [image]);
  return (
    <canvas
      ref={canvas}
      className="pixels"
      width={image.width}
      height={image.height}
      role={label === undefined ? undefined : "img"}
      aria-label={label}
      aria-hidden={label === undefined ? true : undefined}
    />
  );
}
