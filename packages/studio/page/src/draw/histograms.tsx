import type { Verdict } from "../engine/verdict.js";
import { useFrameCanvas } from "../parts/use-canvas.js";
import { useSize } from "../parts/use-size.js";
import { shownClasses } from "./histogram.js";
import { paintHistograms } from "./paint-histograms.js";

/** Classes that are shown at most: of more, the most probable. */
const mostRows = 12;
const rowHeight = 30;

/** A histogram for each class: of the log-probabilities that the sampled networks give it. */
export function Histograms({
  classes,
  verdict,
}: {
  readonly classes: readonly string[];
  readonly verdict: Verdict | undefined;
}) {
  const [box, { width, ratio }] = useSize();
  const rows = shownClasses(classes.length, verdict?.probabilities, mostRows);
  const height = rows.length * rowHeight + 24;
  const canvas = useFrameCanvas(
    (context) => paintHistograms(context, { classes, rows, verdict, width, rowHeight, ratio }),
    [classes, verdict, width, ratio],
  );
  return (
    <div ref={box} className="histograms" style={{ height }}>
      <canvas
        ref={canvas}
        width={Math.round(width * ratio)}
        height={Math.round(height * ratio)}
        style={{ width, height }}
        role="img"
        aria-label={describe(classes, verdict)}
      />
    </div>
  );
}

function describe(classes: readonly string[], verdict: Verdict | undefined): string {
  if (verdict === undefined) return "Histograms of the classes' log-probabilities: nothing is drawn yet";
  const { probabilities } = verdict;
  const best = classes.map((_, i) => i).sort((a, b) => probabilities[b] - probabilities[a]);
  const said = best.slice(0, 3).map((i) => `${classes[i]} ${(100 * probabilities[i]).toFixed(1)} %`);
  return `Histograms of the classes' log-probabilities; mean probabilities: ${said.join(", ")}`;
}
