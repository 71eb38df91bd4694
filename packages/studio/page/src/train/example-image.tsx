import { paintPixels } from "../parts/paint-pixels.js";
import { Still } from "../parts/still.js";
import { paintStrokes } from "../stage/paint-strokes.js";
import type { OwnExample } from "./train-state.js";

const side = 56;

/** An example, small. */
export function ExampleImage({ example }: { readonly example: OwnExample }) {
  const paint = (context: CanvasRenderingContext2D): void => {
    if (example.kind === "drawing") paintStrokes(context, example.strokes);
    else if (example.thumbnail !== undefined) paintPixels(context, example.thumbnail);
  };
  return <Still width={side} height={side} paint={paint} shows={[example]} />;
}
