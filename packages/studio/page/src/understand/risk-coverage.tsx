import { useEffect, useState } from "react";
import type { StudyFigures } from "../engine/study-figures.js";
import { useSize } from "../parts/use-size.js";
import { percent } from "./words.js";

type Draw = (typeof import("./risk-coverage-plot.js"))["riskCoveragePlot"];

/** Share wrong against share answered, for all thresholds, with the one that is chosen. */
export function RiskCoverage({ figures }: { readonly figures: StudyFigures }) {
  const [box, { width }] = useSize();
  const draw = usePlot();
  useEffect(() => {
    if (draw === undefined) return;
    box.current!.replaceChildren(draw(figures, Math.min(640, width)));
  }, [draw, figures, width, box]);
  return (
    <figure className="risk-coverage">
      <div ref={box} className="risk-coverage-plot" role="img" aria-label={describe(figures)} />
      <figcaption>
        Each point of the line is this rule with another threshold: to the left it answers less, and should be
        wrong less often. The dot is where it stands.
      </figcaption>
    </figure>
  );
}

/** The chart's code is large, so that it comes when it is needed. */
function usePlot(): Draw | undefined {
  const [draw, setDraw] = useState<Draw>();
  useEffect(() => {
    let wanted = true;
    void import("./risk-coverage-plot.js").then(({ riskCoveragePlot }) => {
      if (wanted) setDraw(() => riskCoveragePlot);
    });
    return () => void (wanted = false);
  }, []);
  return draw;
}

function describe({ answered, wrong, curve }: StudyFigures): string {
  const all = curve[curve.length - 1];
  const here =
    wrong === undefined
      ? "The rule answers nothing."
      : `The rule answers ${percent(answered.count / answered.of)}, ${percent(wrong.count / wrong.of)} of it wrongly.`;
  return `Share wrong against share answered: ${percent(all.risk)} wrong where all is answered. ${here}`;
}
