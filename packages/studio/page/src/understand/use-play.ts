import { useEffect } from "react";
import { useStore } from "../state/store.js";
import { useUnderstand } from "./use-understand.js";

/** Counts one network after the other, while it plays. */
export function usePlay(samples: number): void {
  const { shown } = useStore().state;
  const [{ count, speed }, change] = useUnderstand();
  const playing = count?.playing === true && count.of === shown;
  useEffect(() => {
    if (!playing) return;
    const timer = setInterval(() => change({ type: "next", of: shown, samples }), 1000 / speed);
    return () => clearInterval(timer);
  }, [playing, speed, shown, samples, change]);
}
