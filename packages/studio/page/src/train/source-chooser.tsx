import type { ComponentType } from "react";
import { DigitsSource } from "./digits-source.js";
import { FolderSource, IdxSource } from "./files-source.js";
import { isBusy } from "./is-busy.js";
import { OwnSource } from "./own-source.js";
import { sources, type SourceName } from "./train-state.js";
import { useTrain } from "./use-train.js";

const names: Readonly<Record<SourceName, string>> = {
  digits: "Digits",
  own: "My own classes",
  idx: "IDX files",
  folder: "Folder of images",
};

const parts: Readonly<Record<SourceName, ComponentType>> = {
  digits: DigitsSource,
  own: OwnSource,
  idx: IdxSource,
  folder: FolderSource,
};

/** What to learn. */
export function SourceChooser() {
  const [{ source, phase }, change] = useTrain();
  const Part = parts[source];
  return (
    <section className="card" aria-labelledby="what-to-learn">
      <h3 id="what-to-learn">1 · What to learn</h3>
      <fieldset className="choice" disabled={isBusy(phase)}>
        <legend className="for-listeners">What to learn</legend>
        {sources.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="source"
              checked={name === source}
              onChange={() => change({ type: "source", source: name })}
            />
            <span>{names[name]}</span>
          </label>
        ))}
      </fieldset>
      <Part />
    </section>
  );
}
