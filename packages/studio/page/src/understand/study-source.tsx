import type { StudySet } from "../engine/studying.js";
import { useStore } from "../state/store.js";
import { OpenButtons } from "./open-buttons.js";
import { digitsWords, missingWords, openedWords } from "./source-words.js";
import { useUnderstand } from "./use-understand.js";

/** Which images rules are studied on, in words, and how to have others. */
export function StudySource({ set }: { readonly set: StudySet | undefined }) {
  const model = useStore().state.model!;
  const [{ opened }, change] = useUnderstand();
  return (
    <div className="study-source">
      {model.takesDigits && opened !== undefined && (
        <fieldset className="inline">
          <legend>Images</legend>
          {(["digits", "opened"] as const).map((each) => (
            <label key={each}>
              <input
                type="radio"
                name="study-set"
                checked={set === each}
                onChange={() => change({ type: "set", set: each })}
              />{" "}
              {each === "digits" ? "drawn by this page" : opened.name}
            </label>
          ))}
        </fieldset>
      )}
      <p>
        {set === undefined
          ? missingWords(model)
          : set === "digits"
            ? digitsWords(model)
            : opened && openedWords(opened)}
      </p>
      <OpenButtons />
    </div>
  );
}
