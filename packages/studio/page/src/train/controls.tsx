import { runTraining } from "../client/run-training.js";
import { useStore } from "../state/store.js";
import { isBusy } from "./is-busy.js";
import { progressText, timeLeft } from "./progress-text.js";
import { useTrain } from "./use-train.js";

/** Starts, pauses and ends a training, and says how far it is. */
export function Controls() {
  const page = useStore();
  const [{ phase, progress }, change] = useTrain();
  const { training } = page.studio;
  const report = progress?.report;
  const familiarity = report?.stage === "familiarity";
  const pause = (): void => {
    void training.pause();
    change({ type: "phase", phase: "paused" });
  };
  const resume = (): void => {
    void training.resume();
    change({ type: "phase", phase: "training" });
  };
  return (
    <section className="controls" aria-label="Training">
      <div className="buttons">
        {!isBusy(phase) && (
          <button className="primary" onClick={() => void runTraining(page)}>
            {phase === "done" ? "Train again" : "Start training"}
          </button>
        )}
        {phase === "opening" && <button disabled>Preparing …</button>}
        {phase === "training" && (
          <button disabled={familiarity} onClick={pause}>
            Pause
          </button>
        )}
        {phase === "paused" && (
          <button className="primary" onClick={resume}>
            Go on
          </button>
        )}
        {(phase === "training" || phase === "paused") && (
          <button disabled={familiarity} onClick={() => void training.stop()}>
            Stop, and keep what it knows
          </button>
        )}
      </div>
      {isBusy(phase) && report !== undefined && (
        <>
          <progress
            aria-label={familiarity ? "Learning what looks familiar" : "Training"}
            max={Math.max(1, report.steps)}
            value={report.step}
          />
          <p className="soft" data-step={report.step}>
            {progressText(report)}
            {timeLeft(report, phase === "paused")}
          </p>
        </>
      )}
      <p className="for-listeners" role="status">
        {phase === "paused" ? "Training pauses." : phase === "done" ? "Training is done." : ""}
      </p>
    </section>
  );
}
