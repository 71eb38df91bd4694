import type { UnderstandState } from "./understand-state.js";

/** How far the networks are with the images. */
export function StudyProgress({ progress }: Pick<UnderstandState, "progress">) {
  return (
    <p className="study-progress">
      <progress max={progress?.total} value={progress?.done} aria-label="Images predicted" />{" "}
      {progress === undefined
        ? "The networks are being drawn."
        : `The networks look at image ${progress.done} of ${progress.total}.`}
    </p>
  );
}
