import { useState, type SyntheticEvent } from "react";
import { useFail } from "../client/use-fail.js";
import type { ModelFacts } from "../engine/model-facts.js";
import { useStore } from "../state/store.js";
import { isBusy } from "./is-busy.js";
import { useTrain } from "./use-train.js";

/** The names of a model's classes, to be changed without training. */
export function ClassNames({ model }: { readonly model: ModelFacts }) {
  const { dispatch, studio } = useStore();
  const [{ phase }] = useTrain();
  const fail = useFail();
  const [names, setNames] = useState(model.classes);
  const changed = names.some((name, i) => name !== model.classes[i]);
  const rename = async (event: SyntheticEvent): Promise<void> => {
    event.preventDefault();
    try {
      dispatch({ type: "loaded", model: await studio.answering.rename(names, model.name) });
    } catch (error) {
      fail(error);
    }
  };
  return (
    <details>
      <summary>Rename its classes</summary>
      <form className="class-names" onSubmit={(event) => void rename(event)}>
        {names.map((name, i) => (
          <label key={i}>
            <span className="for-listeners">Class {i + 1}, now called </span>
            <span className="soft">{model.classes[i]}</span>
            <input
              value={name}
              maxLength={40}
              onChange={({ currentTarget: { value } }) =>
                setNames(names.map((each, at) => (at === i ? value : each)))
              }
            />
          </label>
        ))}
        <button disabled={!changed || isBusy(phase)}>Rename</button>
      </form>
    </details>
  );
}
