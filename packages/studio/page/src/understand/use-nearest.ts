import { useEffect } from "react";
import { useFail } from "../client/use-fail.js";
import type { NearestImage } from "../engine/nearest-images.js";
import { useSettled } from "../parts/use-settled.js";
import { useStore } from "../state/store.js";
import { useUnderstand } from "./use-understand.js";

/** The nearest training images of what is shown; undefined where the page does not have them. */
export function useNearest(): readonly NearestImage[] | undefined {
  const { state, studio } = useStore();
  const [{ nearest, opened }, change] = useUnderstand();
  const fail = useFail();
  const verdict = useSettled(state.verdict, 150);
  useEffect(() => {
    const places = verdict?.familiar?.nearest;
    if (verdict === undefined || places === undefined || places.length === 0) return;
    let wanted = true;
    studio.answering.nearest(places).then((value) => {
      if (wanted) change({ type: "nearest", nearest: value && { of: verdict, value } });
    }, fail);
    return () => void (wanted = false);
  }, [verdict, opened, studio, change, fail]);
  // Of the drawing a moment ago they are better than none.
  return nearest?.value;
}
