import { useEffect } from "react";
import { useFail } from "../client/use-fail.js";
import type { Verdict } from "../engine/verdict.js";
import { useSettled } from "../parts/use-settled.js";
import { isAnswered } from "../state/state.js";
import { useStore } from "../state/store.js";
import { isSameImage } from "./same-image.js";
import { useUnderstand } from "./use-understand.js";

/** Networks that are asked at most about each covered picture: there are many of those. */
const mostSamples = 32;

/** Finds out what covering parts of the picture changes, once it has been still for a moment. */
export function useOcclusion(): void {
  const { state, studio } = useStore();
  const [{ occlusion }, change] = useUnderstand();
  const fail = useFail();
  const { verdict } = state;
  const settled = useSettled(verdict, 600);
  const wanted = settled === verdict && isAnswered(state) ? settled : undefined;
  const label = wanted && labelInQuestion(wanted, state.model!.classes);
  const isKnown =
    wanted !== undefined && occlusion?.value.label === label && isSameImage(occlusion!.of, wanted.seen);
  useEffect(() => {
    if (wanted === undefined || label === undefined || isKnown) return;
    const { seen, samples } = wanted;
    studio.studying
      .occlude({ seen, label, samples: Math.min(mostSamples, samples) })
      .then((value) => change({ type: "occlusion", occlusion: { of: seen, value } }), fail);
    return () => void studio.studying.stopOcclusion();
  }, [wanted, label, isKnown, studio, change, fail]);
}

/** The class that is answered, or else the most probable one. */
function labelInQuestion({ labels, probabilities }: Verdict, classes: readonly string[]): string {
  return labels.at(0) ?? classes[probabilities.indexOf(Math.max(...probabilities))];
}
