import { useCallback } from "react";
import { useStore } from "../state/store.js";
import type { UnderstandAction, UnderstandState } from "./understand-state.js";

/** What the view keeps, and how it changes. */
export function useUnderstand(): readonly [UnderstandState, (action: UnderstandAction) => void] {
  const { state, dispatch } = useStore();
  const change = useCallback(
    (action: UnderstandAction) => dispatch({ type: "understand", action }),
    [dispatch],
  );
  return [state.understand, change];
}
