import type { Decision } from "../decision/rule.js";

/** Why images were refused: shares of all images of a set, which add up to the share refused. */
export interface Reasons {
  /** Between two classes. 0 under quantile rules, where an ambiguous answer is no refusal. */
  readonly ambiguous: number;
  /** The sampled networks disagree, or each hesitates between several classes. */
  readonly uncertain: number;
  /** Nothing like it in training. */
  readonly unfamiliar: number;
}

/** The shares of images refused for each reason; at least one decision. */
export function reasonsOf(decisions: readonly Decision[]): Reasons {
  const of = (reason: keyof Reasons): number =>
    share(decisions, ({ kind, refused }) => refused && kind === reason);
  return { ambiguous: of("ambiguous"), uncertain: of("uncertain"), unfamiliar: of("unfamiliar") };
}

export const isRefused = ({ refused }: Decision): boolean => refused;

/** The share of decisions that are like this. */
export function share(decisions: readonly Decision[], condition: (decision: Decision) => boolean): number {
  return decisions.filter(condition).length / decisions.length;
}
