import { useEffect } from "react";
import { useFail } from "../client/use-fail.js";
import type { RunningVerdict } from "../engine/running-verdicts.js";
import { useStore } from "../state/store.js";
import { useSettled } from "../parts/use-settled.js";
import { useUnderstand } from "./use-understand.js";

/** The verdict after each network, of what is shown; undefined until it is known. */
export function useRunning(): readonly RunningVerdict[] | undefined {
  const { state, studio } = useStore();
  const [{ running }, change] = useUnderstand();
  const fail = useFail();
  const { rule } = state;
  // While somebody draws, the answers come first.
  const verdict = useSettled(state.verdict, 120);
  useEffect(() => {
    if (verdict === undefined) return;
    let wanted = true;
    const { logProbs, samples, familiar } = verdict;
    studio.answering.running({ logProbs, samples, familiar }, rule).then((value) => {
      if (wanted) change({ type: "running", running: { of: verdict, value } });
    }, fail);
    return () => void (wanted = false);
  }, [verdict, rule, studio, change, fail]);
  return running !== undefined && running.of === state.verdict ? running.value : undefined;
}
