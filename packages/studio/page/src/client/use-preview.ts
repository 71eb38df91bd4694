import { useEffect, useState } from "react";
import type { Preview } from "../engine/preview.js";
import type { Shown } from "../state/shown.js";
import { useStore } from "../state/store.js";
import { problemOfPassed } from "./problems-pass.js";

/** A preview with what it is of. */
export interface ShownPreview extends Preview {
  readonly of: Shown;
}

/**
 * What is shown, where that is not a drawing, as it can be painted. Until it is there, what was shown before: nothing flashes.
 *
 * @param longest Most pixels along a side.
 */
export function usePreview(shown: Shown, longest: number): ShownPreview | undefined {
  const { dispatch, studio } = useStore();
  const [preview, setPreview] = useState<ShownPreview>();
  useEffect(() => {
    if (shown.kind === "drawing") return;
    let isOver = false;
    studio.answering.preview(shown, longest).then(
      (found) => isOver || setPreview({ ...found, of: shown }),
      (error: unknown) => isOver || dispatch({ type: "failed", problem: problemOfPassed(error) }),
    );
    return () => {
      isOver = true;
    };
  }, [shown, longest, dispatch, studio]);
  return shown.kind === "drawing" ? undefined : preview;
}
