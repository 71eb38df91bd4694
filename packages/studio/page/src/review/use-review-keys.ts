import { useEffect } from "react";
import { meaningOf } from "./label-keys.js";

export interface ReviewKeys {
  readonly label: (key: string) => void;
  readonly skip: () => void;
  readonly undo: () => void;
  /** To the next button, or back. */
  readonly move: (by: 1 | -1) => void;
}

/** Lets single keys decide, as long as nobody types. */
export function useReviewKeys(isOn: boolean, keys: ReviewKeys): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      // A key that is held down gives one label, not one to each review that follows.
      if (event.repeat || event.altKey || event.ctrlKey || event.metaKey || isTyped(event.target)) return;
      if (event.key === "ArrowRight" || event.key === "ArrowDown") keys.move(1);
      else if (event.key === "ArrowLeft" || event.key === "ArrowUp") keys.move(-1);
      else if (!isOn) return;
      else {
        const meaning = meaningOf(event.key);
        if (meaning === undefined) return;
        if (typeof meaning === "string") keys[meaning]();
        else keys.label(meaning.key);
      }
      event.preventDefault();
    };
    addEventListener("keydown", press);
    return () => removeEventListener("keydown", press);
  });
}

/** Whether keys belong to what has the focus: a field, or a region that scrolls. */
function isTyped(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest('input:not([type="checkbox"]), textarea, select, [tabindex="0"]') !== null
  );
}
