import { FilePicker } from "../draw/file-picker.js";
import { canUndo } from "../state/state.js";
import { useStore } from "../state/store.js";

/** What can be done with what is on the pad, besides drawing. */
export function PadTools() {
  const { state, dispatch } = useStore();
  return (
    <div className="pad-tools">
      <button disabled={!canUndo(state)} onClick={() => dispatch({ type: "undo" })}>
        Undo
      </button>
      <button onClick={() => dispatch({ type: "wipe" })}>Clear</button>
      {!state.embedded && <FilePicker />}
    </div>
  );
}
