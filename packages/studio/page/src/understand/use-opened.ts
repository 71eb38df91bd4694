import { useEffect } from "react";
import { useFail } from "../client/use-fail.js";
import { useStore } from "../state/store.js";
import { useUnderstand } from "./use-understand.js";

/** Learns of a set that was opened elsewhere in the page, for each model anew. */
export function useOpened(): void {
  const { state, studio } = useStore();
  const [{ opened }, change] = useUnderstand();
  const fail = useFail();
  const { model } = state;
  useEffect(() => {
    if (model === undefined || opened !== undefined) return;
    studio.answering.opened().then((facts) => {
      if (facts !== undefined) change({ type: "opened", opened: facts });
    }, fail);
  }, [model, opened, studio, change, fail]);
}
