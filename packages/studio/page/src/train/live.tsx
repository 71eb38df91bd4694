import { Curve } from "./curve.js";
import { FirstLayerImages } from "./first-layer-images.js";
import { useTrain } from "./use-train.js";

/** What can be seen of a training. */
export function Live() {
  const [{ progress }] = useTrain();
  if (progress === undefined) return null;
  const { report, loss, accuracy, weights } = progress;
  const { steps } = report.stage === "training" ? report : { steps: loss.at(-1)?.[0] ?? 1 };
  const last = accuracy.at(-1)?.[1];
  return (
    <section className="card" aria-labelledby="while-it-learns">
      <h3 id="while-it-learns">While it learns</h3>
      <div className="curves">
        <Curve
          name="Loss per image"
          points={loss}
          most={steps}
          text={loss.length === 0 ? "" : shortNumber(loss[loss.length - 1][1])}
        />
        <Curve
          name="Right, of images kept aside"
          points={accuracy}
          most={steps}
          range={[0, 1]}
          text={last === undefined ? "" : `${(100 * last).toFixed(1)} %`}
        />
      </div>
      {weights !== undefined && <FirstLayerImages weights={weights} />}
    </section>
  );
}

function shortNumber(value: number): string {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en") : value.toPrecision(3);
}
