import { useEffect } from "react";
import { Histograms } from "../draw/histograms.js";
import { useStore } from "../state/store.js";
import { StepList } from "./step-list.js";
import { steps, stepAt } from "./steps.js";

/** The story in ten steps, beside the page that shows what it tells. */
export function TourView() {
  const { state, dispatch } = useStore();
  const { model, verdict } = state;
  const at = Math.min(state.step, steps.length - 1);
  const { title, words, tries, state: entered } = stepAt(at);
  const go = (step: number): void => {
    if (step >= 0 && step < steps.length) dispatch({ type: "step", step });
  };
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.altKey || event.ctrlKey || event.metaKey || !isForTour(event.target)) return;
      if (event.key === "ArrowRight") go(at + 1);
      else if (event.key === "ArrowLeft") go(at - 1);
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  }, [at, dispatch]);
  if (model?.takesDigits === false) {
    return (
      <div className="tour">
        <h2>The tour is about handwritten digits</h2>
        <p>
          {model.name} takes other pictures. <code>nescio studio</code> without a model opens the one that the
          tour is told of.
        </p>
      </div>
    );
  }
  return (
    <>
      <div className="tour">
        <StepList at={at} go={go} />
        <h2 aria-live="polite">
          <span className="tour-number">
            {at + 1} of {steps.length}
          </span>{" "}
          {title}
        </h2>
        <div className="tour-words">{words}</div>
        <div className="tour-tries" role="group" aria-label="Try">
          {tries.map(({ label, state: change }) => (
            <button key={label} onClick={() => dispatch({ type: "set", state: { ...entered, ...change } })}>
              {label}
            </button>
          ))}
        </div>
        <div className="tour-steps">
          <button disabled={at === 0} onClick={() => go(at - 1)}>
            Previous
          </button>
          <button className="primary" disabled={at === steps.length - 1} onClick={() => go(at + 1)}>
            Next
          </button>
        </div>
        {model !== undefined && !model.boxed && (
          <p className="tour-note">
            The tour is told of the model that comes with Nescio. {model.name} may say something else.
          </p>
        )}
      </div>
      {model !== undefined && <Histograms classes={model.classes} verdict={verdict} />}
    </>
  );
}

/** Arrow keys are the tour's where nothing else wants them: the pad moves its pen by them. */
function isForTour(target: EventTarget | null): boolean {
  return target === document.body || (target instanceof Element && target.closest(".tour") !== null);
}
