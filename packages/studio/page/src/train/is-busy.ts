import type { Phase } from "./train-state.js";

/** Whether something is being trained, so that what it is trained on had better stay. */
export function isBusy(phase: Phase): boolean {
  return phase === "opening" || phase === "training" || phase === "paused";
}
