import type { Judgement } from "../service/reviews.js";

const key = "nescio-unsent-verdicts";

/** Verdicts that were given in this tab and that the service does not have yet. */
export function keptVerdicts(): readonly Judgement[] {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? "[]") as readonly Judgement[];
  } catch {
    return [];
  }
}

export function keepVerdicts(unsent: readonly Judgement[]): void {
  sessionStorage.setItem(key, JSON.stringify(unsent));
}
