import { useRef, useState, type ChangeEvent } from "react";
import { useFail } from "../client/use-fail.js";
import type { OpenedFacts } from "../engine/opened-images.js";
import { useStore } from "../state/store.js";
import { useUnderstand } from "./use-understand.js";

/** Opens images with their labels: IDX files, or a folder. */
export function OpenButtons({ folders = true }: { readonly folders?: boolean }) {
  const { studio, dispatch } = useStore();
  const [, change] = useUnderstand();
  const fail = useFail();
  const [opening, setOpening] = useState(false);
  const idx = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const open = async (work: Promise<OpenedFacts>): Promise<void> => {
    setOpening(true);
    try {
      change({ type: "opened", opened: await work });
      change({ type: "set", set: "opened" });
      dispatch({ type: "dismiss" });
    } catch (error) {
      fail(error);
    } finally {
      setOpening(false);
    }
  };
  /** The files that were picked; the same ones may be picked again. */
  const picked = ({ currentTarget }: ChangeEvent<HTMLInputElement>): readonly File[] => {
    const files = [...(currentTarget.files ?? [])];
    currentTarget.value = "";
    return files;
  };
  return (
    <div className="buttons">
      <button disabled={opening} onClick={() => idx.current!.click()}>
        {opening ? "Opening …" : "Open IDX files …"}
      </button>
      <input
        ref={idx}
        type="file"
        multiple
        hidden
        aria-label="IDX files"
        onChange={(event) => {
          const files = picked(event);
          if (files.length > 0) void open(studio.answering.openIdx(files));
        }}
      />
      {folders && (
        <>
          <button disabled={opening} onClick={() => folder.current!.click()}>
            Open a folder …
          </button>
          <input
            ref={folder}
            type="file"
            webkitdirectory=""
            hidden
            aria-label="Folder of images"
            onChange={(event) => {
              const files = picked(event).map((file) => ({ path: file.webkitRelativePath, file }));
              if (files.length > 0) void open(studio.answering.openFolder(files));
            }}
          />
        </>
      )}
    </div>
  );
}
