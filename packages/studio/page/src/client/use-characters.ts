import { useEffect } from "react";
import { useStore } from "../state/store.js";
import { problemOfPassed } from "./problems-pass.js";

/** Keeps the answers for each character those of what is shown, where somebody wants them. */
export function useCharacters(): void {
  const { state, dispatch, studio } = useStore();
  const { shown, rule, samples, model } = state;
  const { wanted } = state.characters;
  useEffect(() => {
    if (!wanted || model === undefined) return;
    let isOver = false;
    studio.answering.askEach({ shown, rule, samples }).then(
      (verdicts) => isOver || dispatch({ type: "characters", action: { type: "verdicts", verdicts } }),
      (error: unknown) => isOver || dispatch({ type: "failed", problem: problemOfPassed(error) }),
    );
    return () => {
      isOver = true;
    };
  }, [wanted, shown, rule, samples, model, dispatch, studio]);
}
