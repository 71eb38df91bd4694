import { useEffect, useState } from "react";
import { useSize } from "../parts/use-size.js";
import type { Drift } from "../service/watch.js";
import { driftWords } from "./watch-words.js";

type Draw = (typeof import("./capital-plot.js"))["capitalPlot"];

/** Whether the inputs are still as those of the calibration were. */
export function DriftPart({ drift }: { readonly drift: Drift | null }) {
  return (
    <div className="watched-part" data-alarm={drift === null ? undefined : drift.alarm !== null}>
      <h3>Are the inputs still what they were?</h3>
      {drift === null ? (
        <p>Nobody knows: the model has no familiarity, by which that could be told.</p>
      ) : (
        <>
          <p
            className={drift.alarm === null ? undefined : "alarmed"}
            role={drift.alarm === null ? undefined : "alert"}
          >
            {driftWords(drift)}
          </p>
          {drift.history.length > 1 && <Capital drift={drift} />}
        </>
      )}
    </div>
  );
}

function Capital({ drift }: { readonly drift: Drift }) {
  const [box, { width }] = useSize();
  const [draw, setDraw] = useState<Draw>();
  useEffect(() => {
    let wanted = true;
    void import("./capital-plot.js").then(({ capitalPlot }) => {
      if (wanted) setDraw(() => capitalPlot);
    });
    return () => void (wanted = false);
  }, []);
  useEffect(() => {
    if (draw !== undefined) box.current!.replaceChildren(draw(drift, Math.min(640, width)));
  }, [draw, drift, width, box]);
  return (
    <figure className="capital">
      <div
        ref={box}
        className="capital-plot"
        role="img"
        aria-label={`Capital over ${drift.count} inputs. ${driftWords(drift)}`}
      />
      <figcaption className="hint">
        The capital of somebody who begins with 1 and bets, input by input, that they have changed. The dashed
        line is the alarm.
      </figcaption>
    </figure>
  );
}
