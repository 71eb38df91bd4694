import type { ReactNode } from "react";
import type { RuleChoice } from "../state/rule-choice.js";
import type { Shown } from "../state/shown.js";

/** What a step sets on the page. */
export interface TourState {
  readonly shown: Shown;
  readonly rule: RuleChoice;
  /** Undefined: as many as the model wants. */
  readonly samples: number | undefined;
}

/** A step of the tour: what it tells, and what the page shows beside it. */
export interface TourStep {
  readonly title: string;
  readonly words: ReactNode;
  /** What the page is set to when the step is entered. */
  readonly state: TourState;
  /** What the reader may do, each a change of that. */
  readonly tries: readonly { readonly label: string; readonly state: Partial<TourState> }[];
}
