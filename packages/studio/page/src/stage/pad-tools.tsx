import { FilePicker } from "../draw/file-picker.js";
import { useStore } from "../state/store.js";

/** What can be done with what is on the pad, besides drawing. */
export function PadTools() {
  const { state, dispatch } = useStore();
  const { shown, embedded } = state;
  const strokes = shown.kind === "drawing" ? shown.strokes : [];
  return (
    <div className="pad-tools">
      <button
        disabled={strokes.length === 0}
        onClick={() => dispatch({ type: "show", shown: { kind: "drawing", strokes: strokes.slice(0, -1) } })}
      >
        Undo
      </button>
      <button onClick={() => dispatch({ type: "show", shown: { kind: "drawing", strokes: [] } })}>
        Clear
      </button>
      {!embedded && <FilePicker />}
    </div>
  );
}
