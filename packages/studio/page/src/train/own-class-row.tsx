import { useRef, useState } from "react";
import { useFail } from "../client/use-fail.js";
import { blank } from "../state/shown.js";
import { useStore } from "../state/store.js";
import { Camera } from "./camera.js";
import { ExampleImage } from "./example-image.js";
import { isBusy } from "./is-busy.js";
import type { OwnClass } from "./train-state.js";
import { usePictureExamples } from "./use-picture-examples.js";
import { useTrain } from "./use-train.js";

/** A class: its name, its examples, and ways to give more of them. */
export function OwnClassRow({ own }: { readonly own: OwnClass }) {
  const { state, dispatch } = useStore();
  const [{ phase, own: all }, change] = useTrain();
  const fail = useFail();
  const addPictures = usePictureExamples(own.id);
  const input = useRef<HTMLInputElement>(null);
  const [photographs, setPhotographs] = useState(false);
  const { shown } = state;
  const busy = isBusy(phase);
  const hasDrawing = shown.kind === "drawing" && shown.strokes.length > 0;
  const addDrawing = (): void => {
    if (shown.kind !== "drawing") return;
    change({ type: "add-example", to: own.id, example: { kind: "drawing", strokes: shown.strokes } });
    // Ready for the next one.
    dispatch({ type: "show", shown: blank });
  };
  return (
    <li
      className="own-class"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        addPictures([...event.dataTransfer.files]).catch(fail);
      }}
    >
      <div className="own-head">
        <label>
          <span className="for-listeners">Name of the class</span>
          <input
            value={own.name}
            disabled={busy}
            maxLength={40}
            onChange={(event) => change({ type: "name-class", id: own.id, name: event.currentTarget.value })}
          />
        </label>
        <span className="soft">{countText(own.examples.length)}</span>
        {all.length > 2 && (
          <button
            className="quiet"
            disabled={busy}
            aria-label={`Remove the class ${own.name}`}
            onClick={() => change({ type: "remove-class", id: own.id })}
          >
            Remove
          </button>
        )}
      </div>
      <ul className="examples" aria-label={`Examples of ${own.name}`}>
        {own.examples.map((example, i) => (
          <li key={example.id}>
            <button
              className="example"
              disabled={busy}
              aria-label={`Delete example ${i + 1} of ${own.name}`}
              title="Delete"
              onClick={() => change({ type: "remove-example", from: own.id, id: example.id })}
            >
              <ExampleImage example={example} />
            </button>
          </li>
        ))}
      </ul>
      <div className="buttons">
        <button disabled={busy || !hasDrawing} onClick={addDrawing}>
          Add the drawing as {own.name || "an example"}
        </button>
        <button disabled={busy} onClick={() => input.current!.click()}>
          Add pictures …
        </button>
        <input
          ref={input}
          type="file"
          accept="image/*"
          multiple
          hidden
          aria-label={`Pictures of ${own.name}`}
          onChange={({ currentTarget }) => {
            const files = [...(currentTarget.files ?? [])];
            currentTarget.value = "";
            addPictures(files).catch(fail);
          }}
        />
        <button disabled={busy} aria-expanded={photographs} onClick={() => setPhotographs(!photographs)}>
          {photographs ? "Close the camera" : "Camera …"}
        </button>
      </div>
      {photographs && (
        <Camera
          of={own.name}
          onPicture={(picture) => {
            addPictures([picture]).catch(fail);
          }}
          onClose={() => setPhotographs(false)}
        />
      )}
    </li>
  );
}

function countText(count: number): string {
  return count === 1 ? "1 example" : `${count} examples`;
}
