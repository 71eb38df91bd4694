import { PromiseSlider } from "./promise-slider.js";
import { useTrain } from "./use-train.js";

/** What came of a training. */
export function Afterwards() {
  const [{ outcome, phase }] = useTrain();
  if (outcome === undefined || phase !== "done") return null;
  const { keptAside, right, promise, stopped } = outcome;
  return (
    <section className="card" aria-labelledby="what-it-learned">
      <h3 id="what-it-learned">What it learned</h3>
      <p>
        {stopped ? "It was stopped, and knows what it had learned by then. " : ""}
        Of {keptAside.toLocaleString("en")} images that it has not learned from, its first guess is right for{" "}
        <strong>{right.toLocaleString("en")}</strong>. Try it on the pad.
      </p>
      {promise === 0 && (
        <p className="soft">
          What looks unfamiliar to it was found out on variations of the examples kept aside: a good guess,
          not a promise.
        </p>
      )}
      <PromiseSlider />
    </section>
  );
}
