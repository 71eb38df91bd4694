import { paintPixels } from "../parts/paint-pixels.js";
import { useCanvas } from "../parts/use-canvas.js";
import { paintStrokes } from "../stage/paint-strokes.js";
import type { OwnExample } from "./train-state.js";

const side = 56;

/** An example, small. */
export function ExampleImage({ example }: { readonly example: OwnExample }) {
  const canvas = useCanvas(
    (context) => {
      if (example.kind === "drawing") paintStrokes(context, example.strokes);
      else if (example.thumbnail !== undefined) paintPixels(context, example.thumbnail);
    },
    [example],
  );
  return <canvas ref={canvas} width={side} height={side} aria-hidden="true" />;
}
