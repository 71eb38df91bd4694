import { useStore } from "../state/store.js";
import { FigureTiles } from "./figure-tiles.js";
import { RiskCoverage } from "./risk-coverage.js";
import { RuleChooser } from "./rule-chooser.js";
import { StudyProgress } from "./study-progress.js";
import { StudySource } from "./study-source.js";
import { studySetOf } from "./understand-state.js";
import { useFigures } from "./use-figures.js";
import { useUnderstand } from "./use-understand.js";

/** What decides, and what it does on many images. */
export function RulePanel() {
  const model = useStore().state.model!;
  const [understand] = useUnderstand();
  const set = studySetOf(understand, model);
  useFigures(set);
  const { figures, progress, opened } = understand;
  const canBeAsked = set === "digits" || (set === "opened" && opened?.labelled === true);
  const isAsked = progress !== undefined || (canBeAsked && figures === undefined);
  return (
    <section className="understand-panel" aria-labelledby="rule-title">
      <h2 id="rule-title">The rule decides</h2>
      <p>
        What the networks say is not an answer yet. A rule decides whether they are sure enough: a strict one
        refuses more, and is wrong less often.
      </p>
      <RuleChooser />
      <h3>What it does on many images</h3>
      <StudySource set={set} />
      {isAsked && <StudyProgress progress={progress} />}
      {figures !== undefined && (
        <div className="study-figures" data-old={progress !== undefined}>
          <FigureTiles figures={figures} />
          <RiskCoverage figures={figures} />
        </div>
      )}
    </section>
  );
}
