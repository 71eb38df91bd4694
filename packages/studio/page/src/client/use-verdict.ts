import { useLayoutEffect, useMemo } from "react";
import type { Asked } from "../engine/answering.js";
import type { Verdict } from "../engine/verdict.js";
import { isBlank } from "../state/shown.js";
import { useStore } from "../state/store.js";
import { liveMoment } from "../train/train-state.js";
import { Latest } from "./latest.js";
import { problemOfPassed } from "./problems-pass.js";

/** Keeps the verdict that of what is shown. */
export function useVerdict(): void {
  const { state, dispatch, studio } = useStore();
  const { shown, rule, samples, model } = state;
  const moment = liveMoment(state);
  const isLive = moment !== undefined;
  const latest = useMemo(
    () =>
      new Latest<Asked, Verdict>(
        (asked) => (isLive ? studio.training : studio.answering).ask(asked),
        (verdict, of) => dispatch({ type: "verdict", verdict, of }),
        (error) => dispatch({ type: "unanswered", problem: problemOfPassed(error) }),
      ),
    [dispatch, studio, isLive],
  );
  // Not after the next painting, as other effects: the stroke is painted while it is looked at.
  useLayoutEffect(() => {
    if (model === undefined) return;
    if (isBlank(shown)) latest.clear();
    else latest.put({ shown, rule, samples });
  }, [latest, model, shown, rule, samples, moment]);
}
