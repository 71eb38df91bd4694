import type { BuildOptions, BuildStage } from "@nescio/core";
import { formatCount } from "../format.js";
import type { Ui } from "../ui.js";
import { epochNote } from "./training-progress.js";

const titles: Readonly<Record<BuildStage, string>> = {
  mirroring: "trying whether images may be mirrored",
  choice: "comparing networks",
  training: "training",
  familiarity: "learning what is familiar",
  promise: "finding out what can be promised",
};

/** A bar for each stage of a build: what the build is to call, and the end of the last one. */
export function buildProgress(
  ui: Ui,
): Required<Pick<BuildOptions, "onEpoch" | "onStage" | "onProgress">> & { readonly stop: () => void } {
  let bar = ui.progress({ title: "" });
  let stage: BuildStage | undefined;
  const note = epochNote();
  return {
    onEpoch: note.onEpoch,
    onStage(next) {
      if (stage !== undefined) bar.stop();
      stage = next;
      bar = ui.progress({ title: titles[next], format: formatCount });
    },
    onProgress(steps, total, members) {
      bar.update(steps, members === undefined ? undefined : note.text(members), total);
    },
    stop: () => {
      bar.stop();
    },
  };
}
