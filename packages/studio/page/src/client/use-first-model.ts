import { useEffect } from "react";
import { ServiceError } from "../service/request.js";
import { storedToken, whenToken } from "../service/token.js";
import { useStore } from "../state/store.js";
import { problemOfPassed } from "./problems-pass.js";

/** Loads the model that the page opens with, once; where a service wants a token for it, when there is one. */
export function useFirstModel(): void {
  const { dispatch, studio } = useStore();
  useEffect(() => {
    let isWanted = false;
    const load = (): void => {
      studio.first().then(
        (model) => {
          isWanted = false;
          if (model !== undefined) dispatch({ type: "loaded", model });
        },
        (error: unknown) => {
          isWanted = error instanceof ServiceError && error.kind === "unauthorized";
          // Of one that was not given there is nothing to say.
          const said = storedToken() === "" ? "" : problemOfPassed(error).message;
          if (isWanted) dispatch({ type: "token-wanted", said });
          else dispatch({ type: "failed", problem: problemOfPassed(error) });
        },
      );
    };
    load();
    return whenToken(() => {
      if (isWanted) load();
    });
  }, [dispatch, studio]);
}
