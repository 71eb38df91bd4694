import { useCallback } from "react";
import { useStore } from "../state/store.js";
import { problemOfPassed } from "./problems-pass.js";

/** Tells what went wrong in a worker; what was stopped because it is wanted no more did not. */
export function useFail(): (error: unknown) => void {
  const { dispatch } = useStore();
  return useCallback(
    (error) => {
      const problem = problemOfPassed(error);
      if (problem.code !== "aborted") dispatch({ type: "failed", problem });
    },
    [dispatch],
  );
}
