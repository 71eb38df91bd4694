import type { Progress } from "../progress.js";
import type { Ui } from "../ui.js";

/** Shows the stages of a benchmark, one after the other. */
export function stagesOf(ui: Pick<Ui, "progress">): {
  readonly onProgress: (stage: string, done: number, total: number) => void;
  readonly stop: () => void;
} {
  let stage: { name: string; progress: Progress } | undefined;
  return {
    onProgress: (name, done, total) => {
      if (stage?.name !== name) {
        stage?.progress.stop();
        stage = { name, progress: ui.progress({ title: name, total }) };
      }
      stage.progress.update(done);
    },
    stop: () => stage?.progress.stop(),
  };
}
