import type { Review } from "../service/review.js";

/** How an input came into the queue, in a sentence. */
export function arrivalWords({ arrival, labelsWanted }: Review): string {
  const how = {
    refused: "The network refused to answer.",
    ambiguous: "The network finds several classes possible.",
    asked: "Somebody asked for a review.",
    audit: "Drawn by chance of all that was answered, to find errors among the answers.",
  }[arrival];
  return labelsWanted > 1 ? `${how} Two reviewers are asked, each without the other.` : how;
}

/** Classes, the most probable first. */
export function rankedClasses({ decision }: Review): [name: string, probability: number][] {
  return Object.entries(decision.probabilities ?? {}).sort(([, a], [, b]) => b - a);
}

/** The classes of a review's model in their order, with those that were said of it and that it does not name. */
export function classesOf({ decision, verdicts }: Review): readonly string[] {
  const said = verdicts.flatMap(({ label }) => label ?? []);
  return [...new Set([...Object.keys(decision.probabilities ?? {}), ...(decision.labels ?? []), ...said])];
}

/** A share in percent, whose sign stays on its line. */
export function percent(share: number): string {
  if (share > 0 && share < 0.001) return "<\u00a00.1\u00a0%";
  return `${+(100 * share).toFixed(share < 0.01 ? 2 : 1)}\u00a0%`;
}
