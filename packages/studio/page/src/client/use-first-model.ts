import { useEffect } from "react";
import { useStore } from "../state/store.js";
import { problemOfPassed } from "./problems-pass.js";

/** Loads the model that the page opens with, once. */
export function useFirstModel(): void {
  const { dispatch, studio } = useStore();
  useEffect(() => {
    studio.first().then(
      (model) => {
        if (model !== undefined) dispatch({ type: "loaded", model });
      },
      (error: unknown) => dispatch({ type: "failed", problem: problemOfPassed(error) }),
    );
  }, [dispatch, studio]);
}
