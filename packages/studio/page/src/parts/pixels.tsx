import type { Seen } from "../engine/verdict.js";
import { paintPixels } from "./paint-pixels.js";
import { Still } from "./still.js";

/** An image, pixel by pixel, as large as its style says. */
export function Pixels({ image, label }: { readonly image: Seen; readonly label?: string }) {
  const { width, height } = image;
  return (
    <Still
      {...{ width, height, label }}
      className="pixels"
      paint={(context) => paintPixels(context, image)}
      shows={[image]}
    />
  );
}
