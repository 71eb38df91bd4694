import { useRef, useState, type ChangeEvent } from "react";
import { useFail } from "../client/use-fail.js";
import type { TrainingSetFacts } from "../engine/training-plan.js";
import { useStore } from "../state/store.js";
import { filesOfDrop } from "./files-of-drop.js";
import { isBusy } from "./is-busy.js";
import { useTrain } from "./use-train.js";

interface FileAt {
  readonly path: string;
  readonly file: File;
}

/** Two IDX files. */
export function IdxSource() {
  const { studio } = useStore();
  return (
    <FilesSource
      of="idx"
      text="Images and their labels as MNIST has them, in two files, compressed or not: choose or drop both at once."
      button="Choose two files …"
      label="IDX files of images and labels"
      open={(files) => studio.training.openIdx(files.map(({ file }) => file))}
    />
  );
}

/** A folder with a folder for each class. */
export function FolderSource() {
  const { studio } = useStore();
  return (
    <FilesSource
      of="folder"
      text="A folder with a folder of pictures for each class: FOLDER/CLASS/IMAGE. They are read as photographs of 32×32."
      button="Choose a folder …"
      label="Folder of images"
      folder
      open={(files) => studio.training.openFolder([...files])}
    />
  );
}

function FilesSource({
  of,
  text,
  button,
  label,
  folder = false,
  open,
}: {
  readonly of: "idx" | "folder";
  readonly text: string;
  readonly button: string;
  readonly label: string;
  readonly folder?: boolean;
  readonly open: (files: readonly FileAt[]) => Promise<TrainingSetFacts>;
}) {
  const [{ opened, phase }, change] = useTrain();
  const { dispatch } = useStore();
  const fail = useFail();
  const input = useRef<HTMLInputElement>(null);
  const [opening, setOpening] = useState(false);
  const take = async (files: readonly FileAt[]): Promise<void> => {
    setOpening(true);
    try {
      change({ type: "opened", of, facts: await open(files) });
      dispatch({ type: "dismiss" });
    } catch (error) {
      fail(error);
    } finally {
      setOpening(false);
    }
  };
  const picked = ({ currentTarget }: ChangeEvent<HTMLInputElement>): void => {
    const files = [...(currentTarget.files ?? [])].map((file) => ({
      path: folder ? file.webkitRelativePath : file.name,
      file,
    }));
    // The same ones may be picked again.
    currentTarget.value = "";
    void take(files);
  };
  const facts = opened?.of === of ? opened.facts : undefined;
  return (
    <div
      className="drop"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        event.stopPropagation();
        void filesOfDrop(event.dataTransfer).then(take, fail);
      }}
    >
      <p>{text}</p>
      <button disabled={opening || isBusy(phase)} onClick={() => input.current!.click()}>
        {opening ? "Opening …" : button}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        webkitdirectory={folder ? "" : undefined}
        hidden
        aria-label={label}
        onChange={picked}
      />
      <p role="status">
        {facts !== undefined &&
          `${facts.name}: ${facts.images.toLocaleString("en")} images of ${facts.size}, ${facts.classes.length} classes.`}
      </p>
    </div>
  );
}
