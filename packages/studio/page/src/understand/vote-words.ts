import type { RunningVerdict } from "../engine/running-verdicts.js";
import type { Verdict } from "../engine/verdict.js";
import { list } from "./words.js";

/** How many networks say what: "7 of 16 networks have voted: 6 say 7, 1 says 2." */
export function votesSentence(counts: Uint32Array, classes: readonly string[], samples: number): string {
  const counted = counts.reduce((sum, count) => sum + count, 0);
  if (counted === 0) return `None of the ${samples} networks has voted yet.`;
  const voted = classes.map((_, c) => c).filter((c) => counts[c] > 0);
  voted.sort((a, b) => counts[b] - counts[a]);
  const said = voted.map((c) => `${counts[c]} ${counts[c] === 1 ? "says" : "say"} ${classes[c]}`);
  const few = said.length > 5 ? [...said.slice(0, 4), "the others something else"] : said;
  const who =
    counted < samples
      ? `${counted} of ${samples} networks ${counted === 1 ? "has" : "have"} voted`
      : samples === 1
        ? "The one network has voted"
        : `All ${samples} networks have voted`;
  return `${who}: ${list(few)}.`;
}

/** What the rule makes of the networks so far. */
export function runningSentence(
  { statistic, leader, value, refused, labels, reason }: RunningVerdict,
  isLast: boolean,
): string {
  const number = `The ${statistic} of their probabilities of ${leader} is ${floored(value)}`;
  const would = isLast ? "the rule" : "so far the rule";
  if (!refused) return `${number}; ${would} ${isLast ? "answers" : "would answer"} ${labels.join(" or ")}.`;
  const why =
    reason === "unfamiliar"
      ? ", because the picture looks unfamiliar, whatever the networks say"
      : reason === "ambiguous"
        ? `, because it could be ${list(labels, "or")}`
        : "";
  return `${number}; ${would} ${isLast ? "says" : "would say"} “I don’t know”${why}.`;
}

/** Where the verdict is not what the rule makes of all networks: it looked at the picture's other views, too. */
export function viewsSentence(last: RunningVerdict, { refused, labels }: Verdict): string | undefined {
  if (last.refused === refused && (refused || last.labels.join() === labels.join())) return undefined;
  return "The verdict differs: it also asks about the picture set a little differently, and all have to agree.";
}

/** Rounded down, as the verdict's words are: what is not sure does not read so. */
function floored(probability: number): string {
  return (Math.floor(1000 * probability) / 1000).toFixed(3);
}
