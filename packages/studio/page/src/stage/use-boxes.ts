import { useMemo } from "react";
import { isAnswered } from "../state/state.js";
import { useStore } from "../state/store.js";
import type { Verdict } from "../engine/verdict.js";
import type { MarkedBox } from "./paint-boxes.js";

const none: readonly MarkedBox[] = [];

/** The parts of what is shown that are marked: each character where these are asked for, else what a picture's verdict is about. */
export function useBoxes(): readonly MarkedBox[] {
  const { state } = useStore();
  const { shown, verdict, characters } = state;
  const isPicture = shown.kind === "picture" && isAnswered(state);
  return useMemo(() => {
    if (characters.verdicts !== undefined)
      return characters.verdicts.flatMap((each) => boxOf(each, textOf(each)));
    return isPicture && verdict !== undefined ? boxOf(verdict, "") : none;
  }, [isPicture, verdict, characters]);
}

function boxOf({ box, refused }: Verdict, text: string): readonly MarkedBox[] {
  return box === undefined ? none : [{ box, text, refused }];
}

function textOf({ refused, labels }: Verdict): string {
  return refused ? "?" : labels.join(" or ");
}
