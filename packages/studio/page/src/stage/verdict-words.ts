import type { Verdict } from "../engine/verdict.js";

/** How a refusal is called, before its reason. */
const kinds = { ambiguous: "Ambiguous", uncertain: "Uncertain", unfamiliar: "Unfamiliar" } as const;

/** "7", "4 or 9", or "I don't know". */
export function headline({ refused, labels }: Pick<Verdict, "refused" | "labels">): string {
  return refused || labels.length === 0 ? "I don’t know" : labels.join(" or ");
}

/** Why, in a sentence; of a refusal with its kind, which some explanations name. */
export function sentence({ reason, explanation }: Pick<Verdict, "reason" | "explanation">): string {
  const isSaid = reason === undefined || new RegExp(`(^|: )${reason}\\b`).test(explanation);
  const text = isSaid ? explanation : `${kinds[reason]}: ${explanation}`;
  return `${text[0].toUpperCase()}${text.slice(1)}.`;
}
