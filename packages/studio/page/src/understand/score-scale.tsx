import { useCanvas } from "../parts/use-canvas.js";
import { useDark } from "../parts/use-media.js";
import { useSize } from "../parts/use-size.js";
import { paintScoreScale } from "./paint-score-scale.js";

const height = 200;

/** Where a picture stands on the scale of held-out images. */
export function ScoreScale({
  heldOut,
  score,
  line,
  label,
}: {
  readonly heldOut: Float32Array;
  readonly score: number | undefined;
  readonly line: number | undefined;
  /** What is to be seen, in words. */
  readonly label: string;
}) {
  const [box, { width, ratio }] = useSize();
  const dark = useDark();
  const canvas = useCanvas(
    (context) => paintScoreScale(context, { heldOut, score, line, width, height, ratio }),
    [heldOut, score, line, width, ratio, dark],
  );
  return (
    <div ref={box} className="score-scale" style={{ height }}>
      <canvas
        ref={canvas}
        width={Math.round(width * ratio)}
        height={Math.round(height * ratio)}
        style={{ width, height }}
        role="img"
        aria-label={label}
      />
    </div>
  );
}
