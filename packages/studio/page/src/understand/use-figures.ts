import { proxy } from "comlink";
import { useEffect, useMemo } from "react";
import { Latest } from "../client/latest.js";
import { useFail } from "../client/use-fail.js";
import type { StudyFigures } from "../engine/study-figures.js";
import type { StudyAsked, StudySet } from "../engine/studying.js";
import { useSettled } from "../parts/use-settled.js";
import { useStore } from "../state/store.js";
import { useUnderstand } from "./use-understand.js";

/** Keeps the figures those of the rule that is chosen, on a set of images. */
export function useFigures(set: StudySet | undefined): void {
  const { state, studio } = useStore();
  const [{ opened }, change] = useUnderstand();
  const fail = useFail();
  const { model, rule } = state;
  // Other networks take a while: only when the slider stands still.
  const samples = useSettled(state.samples, 500);
  const latest = useMemo(() => {
    const progress = proxy((done: number, total: number) => change({ type: "progress", done, total }));
    return new Latest<StudyAsked, StudyFigures>(
      (asked) => studio.studying.figures(asked, progress),
      (figures) => change({ type: "figures", figures }),
      fail,
    );
  }, [studio, change, fail]);
  const wanted = set === "opened" && opened?.labelled !== true ? undefined : set;
  // Before the next question: a study for other networks, images or models is of no use any more.
  useEffect(() => {
    return () => {
      latest.clear();
      void studio.studying.stopStudy();
    };
  }, [latest, studio, model, samples, wanted, opened]);
  useEffect(() => {
    if (wanted !== undefined) latest.put({ set: wanted, samples, rule });
  }, [latest, model, samples, rule, wanted, opened]);
}
