import type { Verdict } from "../engine/verdict.js";

/** Classes that have a column at most. */
const mostColumns = 12;

/** The class that each network finds the most probable; the lower one of equals. */
export function votesOf({ logProbs, samples }: Pick<Verdict, "logProbs" | "samples">): Uint16Array {
  const classes = logProbs.length / samples;
  return Uint16Array.from({ length: samples }, (_, s) => {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (logProbs[s * classes + c] > logProbs[s * classes + best]) best = c;
    }
    return best;
  });
}

/** How many of the first networks vote for each class. */
export function countVotes(votes: Uint16Array, counted: number, classes: number): Uint32Array {
  const counts = new Uint32Array(classes);
  for (let s = 0; s < counted; s++) counts[votes[s]]++;
  return counts;
}

/** The classes that have a column, in their order: of many, those with the most votes of all networks. */
export function columnsOf(votes: Uint16Array, classes: number): readonly number[] {
  const all = Array.from({ length: classes }, (_, c) => c);
  if (classes <= mostColumns) return all;
  const counts = countVotes(votes, votes.length, classes);
  return all
    .sort((a, b) => counts[b] - counts[a] || a - b)
    .slice(0, mostColumns)
    .sort((a, b) => a - b);
}
