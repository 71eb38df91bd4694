import { useMemo } from "react";
import type { ModelFacts } from "../engine/model-facts.js";
import { useSettled } from "../parts/use-settled.js";
import type { RuleChoice } from "../state/rule-choice.js";
import { useStore } from "../state/store.js";
import { alphaSentence, familiarSentence, refusalLine } from "./familiar-words.js";
import { Nearest } from "./nearest.js";
import { ScoreScale } from "./score-scale.js";

/** Whether what is shown looks like what the model was trained on. */
export function FamiliarityPanel() {
  const model = useStore().state.model!;
  return (
    <section className="understand-panel" aria-labelledby="familiarity-title">
      <h2 id="familiarity-title">Have I seen such a thing?</h2>
      <p>
        Networks can agree on a class for a picture that is nothing of the kind. So the model also looks how
        similar a picture is to those that it was trained on, whatever class it may be.
      </p>
      {model.heldOutScores === undefined ? (
        <p className="empty">This model does not look at familiarity: it was made without.</p>
      ) : (
        <Scale model={model} heldOut={model.heldOutScores} />
      )}
    </section>
  );
}

function Scale({ model, heldOut }: { readonly model: ModelFacts; readonly heldOut: Float32Array }) {
  const { verdict, rule } = useStore().state;
  const alpha = alphaOf(model, rule);
  const line = useMemo(
    () => (alpha === undefined ? undefined : refusalLine(heldOut, alpha)),
    [heldOut, alpha],
  );
  const familiar = verdict?.familiar;
  const words =
    familiar === undefined
      ? undefined
      : `${familiarSentence(familiar.pValue, heldOut.length)} ${alphaSentence(familiar.pValue, alpha)}`;
  const settled = useSettled(words, 900);
  return (
    <>
      <ScoreScale
        heldOut={heldOut}
        score={familiar?.score}
        line={line}
        label={`How familiar ${heldOut.length} held-out images look. ${words ?? "Nothing is drawn yet."}`}
      />
      <p className="familiar-words">
        {words ?? "Draw something, and it gets a place on this scale of genuine images."}
      </p>
      <p className="for-listeners" role="status">
        {settled}
      </p>
      <Nearest />
    </>
  );
}

/** Where the chosen rule refuses as unfamiliar. */
function alphaOf(model: ModelFacts, rule: RuleChoice): number | undefined {
  return rule.kind === "model" || rule.familiarity ? model.alpha : undefined;
}
