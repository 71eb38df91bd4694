import { useEffect, useMemo, useRef } from "react";
import type { Asking } from "../draw/pictures-state.js";
import { useStore } from "../state/store.js";
import { problemOfPassed } from "./problems-pass.js";

/** Keeps the verdicts of the pictures in the list, where there is more than the one that is shown: asks one after the other. */
export function usePictures(): void {
  const { state, dispatch, studio } = useStore();
  const { pictures, rule, samples, model } = state;
  const asked = useMemo((): Asking => ({ rule, samples, model }), [rule, samples, model]);
  const isAsking = useRef(false);
  useEffect(() => {
    if (isAsking.current || model === undefined || pictures.length < 2) return;
    const next = pictures.find((item) => item.thumbnail !== undefined && item.asked !== asked);
    if (next === undefined) return;
    const { id, name } = next;
    isAsking.current = true;
    studio.answering
      .ask({ shown: { kind: "picture", id, name }, rule, samples })
      .finally(() => (isAsking.current = false))
      // What is dispatched brings the next one here.
      .then(
        (verdict) => dispatch({ type: "pictures", action: { type: "verdict", id, verdict, asked } }),
        (error: unknown) =>
          dispatch({
            type: "pictures",
            action: { type: "failed", id, problem: problemOfPassed(error), asked },
          }),
      );
  }, [pictures, asked, model, rule, samples, dispatch, studio]);
}
