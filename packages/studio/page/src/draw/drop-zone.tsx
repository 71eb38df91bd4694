import { useEffect, useState } from "react";
import { takeFiles } from "../client/take-files.js";
import { useStore } from "../state/store.js";

/** Takes files that are dropped anywhere on the page, or pasted, and says so while they hover over it. */
export function DropZone() {
  const { studio, dispatch } = useStore();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!hasFiles(event.dataTransfer)) return;
      // Without it the browser opens the file in the page's place.
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setOver(false);
    };
    const end = (): void => setOver(false);
    const drop = (event: DragEvent): void => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      const folder = folderIn(event.dataTransfer!);
      if (folder === undefined) void takeFiles([...event.dataTransfer!.files], { studio, dispatch });
      else dispatch({ type: "failed", problem: folderProblem(folder) });
    };
    const paste = ({ clipboardData }: ClipboardEvent): void => {
      const files = [...(clipboardData?.files ?? [])];
      if (files.length > 0) void takeFiles(files, { studio, dispatch });
    };
    addEventListener("dragover", over);
    addEventListener("dragleave", leave);
    // Also of what is dropped where a part of the page takes it for itself.
    addEventListener("drop", end, true);
    addEventListener("drop", drop);
    addEventListener("paste", paste);
    return () => {
      removeEventListener("dragover", over);
      removeEventListener("dragleave", leave);
      removeEventListener("drop", end, true);
      removeEventListener("drop", drop);
      removeEventListener("paste", paste);
    };
  }, [studio, dispatch]);
  return isOver ? (
    <div className="drop-zone" aria-hidden>
      <p>Drop pictures, or a model</p>
    </div>
  ) : null;
}

function hasFiles(data: DataTransfer | null): boolean {
  return data?.types.includes("Files") ?? false;
}

function folderIn({ items }: DataTransfer): string | undefined {
  return [...items].map((item) => item.webkitGetAsEntry()).find((entry) => entry?.isDirectory)?.name;
}

function folderProblem(name: string) {
  return {
    code: "invalid-data",
    message: `${name}: expected files, got a folder. Open it, and drop the pictures that are in it.`,
  };
}
