import type { ReviewRecord } from "./review.js";

/**
 * The class's name that a review has once as many reviewers as were wanted have given a label, all the same one; otherwise null:
 * it waits, was skipped, or they disagree.
 */
export function settledLabel({
  labelsWanted,
  verdicts,
}: Pick<ReviewRecord, "labelsWanted" | "verdicts">): string | null {
  const labels = verdicts.flatMap(({ label }) => (label === null ? [] : [label]));
  const [first] = labels;
  return labels.length >= labelsWanted && labels.every((label) => label === first) ? first : null;
}
