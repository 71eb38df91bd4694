import { useRef, type DragEvent } from "react";
import { openModel } from "../client/open-model.js";
import { useFail } from "../client/use-fail.js";
import { answersWhere } from "../stage/rule-words.js";
import { useStore } from "../state/store.js";
import { download } from "../take/download.js";
import { ClassNames } from "./class-names.js";
import { isBusy } from "./is-busy.js";
import { useTrain } from "./use-train.js";

/** The open model: saved, exchanged for another one, its classes renamed. */
export function ModelCard() {
  const { state, dispatch, studio } = useStore();
  const [{ phase }] = useTrain();
  const fail = useFail();
  const input = useRef<HTMLInputElement>(null);
  const { model } = state;
  if (model === undefined) return null;
  const open = (file: File): Promise<void> => openModel(file, { studio, dispatch });
  const save = async (): Promise<void> => {
    try {
      const file = await studio.answering.save();
      download(new Blob([Uint8Array.from(file)]), model.name.replace(/(\.nescio)?$/, ".nescio"));
    } catch (error) {
      fail(error);
    }
  };
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    event.stopPropagation();
    const [file] = event.dataTransfer.files;
    if (event.dataTransfer.files.length > 0) void open(file);
  };
  return (
    <section
      className="card drop"
      aria-labelledby="the-model"
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
    >
      <h3 id="the-model">The open model</h3>
      <p>
        <strong>{model.name}</strong>: {model.posterior}, {model.classes.length} classes. It answers where{" "}
        {answersWhere(model)}.
      </p>
      <div className="buttons">
        <button disabled={isBusy(phase)} onClick={() => void save()}>
          Save the model
        </button>
        <button disabled={isBusy(phase)} onClick={() => input.current!.click()}>
          Open a model …
        </button>
        <input
          ref={input}
          type="file"
          accept=".nescio"
          hidden
          aria-label="Model file"
          onChange={({ currentTarget }) => {
            const [file] = currentTarget.files ?? [];
            if (currentTarget.files?.length) void open(file);
            currentTarget.value = "";
          }}
        />
      </div>
      <ClassNames key={model.classes.join("\0")} model={model} />
    </section>
  );
}
