import { expect, test } from "vitest";
import { drawingPicture } from "../../packages/studio/page/src/engine/drawing.js";
import { padSide, type Stroke } from "../../packages/studio/page/src/state/shown.js";
import { scribble, seven } from "./studio-page.js";

const strokes: readonly Stroke[] = [...seven, ...scribble].map((points) =>
  points.flatMap(([x, y]) => [Math.round(padSide * x), Math.round(padSide * y)]),
);
/** Nothing goes on from a drawing of its mirror image. */
const mirrored = strokes.map((stroke) => stroke.map((value) => padSide - value));

test("a drawing that grows is what it is when all of it comes at once", () => {
  const atOnce = [strokes.slice(0, 1), strokes].map((all) => {
    drawingPicture(mirrored);
    return drawingPicture(all);
  });
  drawingPicture([]);
  for (const [i, stroke] of strokes.entries()) {
    for (let end = 2; end <= stroke.length; end += 2) {
      drawingPicture([...strokes.slice(0, i), stroke.slice(0, end)]);
    }
    expect(drawingPicture(strokes.slice(0, i + 1))).toEqual(atOnce[i]);
  }
  // A stroke that is taken back, and one that was changed.
  expect(drawingPicture(strokes.slice(0, 1))).toEqual(atOnce[0]);
  drawingPicture(mirrored);
  expect(drawingPicture(strokes)).toEqual(atOnce[1]);
});
