import { useCanvas } from "../parts/use-canvas.js";
import { useSize } from "../parts/use-size.js";
import { paintCurve } from "./paint-curve.js";
import type { CurvePoint } from "./train-state.js";

const height = 96;

/** A number over the steps of a training. */
export function Curve({
  name,
  points,
  most,
  range,
  text,
}: {
  readonly name: string;
  readonly points: readonly CurvePoint[];
  /** Steps at the right end. */
  readonly most: number;
  /** What the axis goes over. Default: what there is. */
  readonly range?: readonly [number, number];
  /** The last value. */
  readonly text: string;
}) {
  const [box, { width, ratio }] = useSize();
  const canvas = useCanvas(
    (context) => paintCurve(context, { points, most, range, width, height, ratio }),
    [points, most, width, ratio],
  );
  return (
    <figure className="curve">
      <figcaption>
        {name} <strong>{text}</strong>
      </figcaption>
      <div ref={box} style={{ height }}>
        <canvas
          ref={canvas}
          width={Math.round(width * ratio)}
          height={Math.round(height * ratio)}
          style={{ width, height }}
          role="img"
          aria-label={`${name}: ${text || "nothing yet"}, after ${points.at(-1)?.[0] ?? 0} steps`}
        />
      </div>
    </figure>
  );
}
