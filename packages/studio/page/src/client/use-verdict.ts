import { useLayoutEffect, useMemo } from "react";
import type { Asked } from "../engine/answering.js";
import type { ModelFacts } from "../engine/model-facts.js";
import type { Verdict } from "../engine/verdict.js";
import { isBlank } from "../state/shown.js";
import { useStore } from "../state/store.js";
import { liveMoment } from "../train/train-state.js";
import { Latest } from "./latest.js";
import { problemOfPassed } from "./problems-pass.js";

interface Question {
  readonly asked: Asked;
  readonly model: ModelFacts;
}

/** Keeps the verdict that of what is shown. */
export function useVerdict(): void {
  const { state, dispatch, studio } = useStore();
  const { shown, rule, samples, model } = state;
  const moment = liveMoment(state);
  const isLive = moment !== undefined;
  const latest = useMemo(
    () =>
      new Latest<Question, Verdict>(
        ({ asked }) => (isLive ? studio.training : studio.answering).ask(asked),
        (verdict, { asked, model: by }) => dispatch({ type: "verdict", verdict, of: asked, by }),
        (error, { model: by }) => dispatch({ type: "unanswered", problem: problemOfPassed(error), by }),
      ),
    [dispatch, studio, isLive],
  );
  // Not after the next painting, as other effects: the stroke is painted while it is looked at.
  useLayoutEffect(() => {
    if (model === undefined) return;
    if (isBlank(shown)) latest.clear();
    else latest.put({ asked: { shown, rule, samples }, model });
  }, [latest, model, shown, rule, samples, moment]);
}
