import { useEffect, useState } from "react";
import { findPromise } from "../client/find-promise.js";
import { useSettled } from "../parts/use-settled.js";
import { answersWhere } from "../stage/rule-words.js";
import { useStore } from "../state/store.js";
import { useTrain } from "./use-train.js";

const stops = [3, 5, 10, 20, 50, 100, 200, 500, 1000];

/** Of how many answers at most one may be wrong: what can be promised. */
export function PromiseSlider() {
  const page = useStore();
  const [{ promise }] = useTrain();
  const [place, setPlace] = useState<number>();
  const settled = useSettled(place, 300);
  useEffect(() => {
    if (settled !== undefined) void findPromise(stops[settled], page);
    // When the slider rests, not when the page changes.
  }, [settled]);
  const oneIn = stops[place ?? 2];
  return (
    <div className="promise">
      <label>
        <span>
          Contract: at most <strong>1 in {oneIn.toLocaleString("en")}</strong> answers wrong, 95 % sure
        </span>
        <input
          type="range"
          min={0}
          max={stops.length - 1}
          step={1}
          value={place ?? 2}
          aria-valuetext={`at most 1 in ${oneIn}`}
          onChange={(event) => setPlace(event.currentTarget.valueAsNumber)}
          // Where it stands is a choice too, and no change.
          onClick={(event) => setPlace(event.currentTarget.valueAsNumber)}
        />
      </label>
      <p role="status" data-met={promise?.found !== undefined}>
        {promise === undefined && "Move it, and here stands what can be promised."}
        {promise?.found !== undefined &&
          `It can be promised: ${percent(promise.found.answered)} of ${promise.found.images} images are answered, at most ` +
            `${percent(promise.found.bound)} of the answers are wrong. The model answers now where ${answersWhere(promise.found)}.`}
        {promise?.unmet !== undefined &&
          // The core names its subject first, as messages do that stand alone.
          `It cannot be promised: ${promise.unmet.replace(/^contract: /, "")}`}
      </p>
    </div>
  );
}

function percent(share: number): string {
  return `${+(100 * share).toPrecision(3)} %`;
}
