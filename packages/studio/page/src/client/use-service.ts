import { useEffect } from "react";
import { useStore } from "../state/store.js";

/** Finds out whether a service is behind the page. That the file cannot be had is told where its model is loaded. */
export function useService(): void {
  const { dispatch, studio } = useStore();
  useEffect(() => {
    studio.file().then(
      ({ service = false, model }) =>
        dispatch({ type: "service", isThere: service, hasModel: model !== undefined }),
      () => dispatch({ type: "service", isThere: false, hasModel: true }),
    );
  }, [dispatch, studio]);
}
