import type { Verdict } from "../engine/verdict.js";

/** Answers for each character of what is shown. */
export interface CharactersState {
  /** Whether somebody asked for them. */
  readonly wanted: boolean;
  /** From left to right and line by line; undefined until they are there. */
  readonly verdicts: readonly Verdict[] | undefined;
}

export const noCharacters: CharactersState = { wanted: false, verdicts: undefined };

export type CharactersAction =
  { readonly type: "want" } | { readonly type: "verdicts"; readonly verdicts: readonly Verdict[] };

export function reduceCharacters(state: CharactersState, action: CharactersAction): CharactersState {
  switch (action.type) {
    case "want":
      return { wanted: true, verdicts: undefined };
    case "verdicts":
      // They may come after something else is shown.
      return state.wanted ? { wanted: true, verdicts: action.verdicts } : state;
  }
}
