import { useRef } from "react";
import { takeFiles } from "../client/take-files.js";
import { useStore } from "../state/store.js";

/** Chooses pictures, or a model, from the machine's files. */
export function FilePicker() {
  const page = useStore();
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button onClick={() => input.current!.click()}>Open pictures…</button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept="image/*,.nescio"
        aria-label="Pictures, or a model"
        onChange={({ currentTarget }) => {
          void takeFiles([...currentTarget.files!], page);
          // The same file once more is a change, too.
          currentTarget.value = "";
        }}
      />
    </>
  );
}
