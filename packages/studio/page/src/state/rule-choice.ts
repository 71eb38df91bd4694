/** What decides: the model's own rule, or the tutorial's with what the sliders say. */
export type RuleChoice =
  | { readonly kind: "model" }
  | {
      readonly kind: "quantile";
      /** From 0 to 1. */
      readonly q: number;
      /** From 0 to 1. */
      readonly threshold: number;
      /** Whether what looks unfamiliar is refused, as the model's own rule has it; where that looks at familiarity. */
      readonly familiarity: boolean;
    };

/** The tutorial's: a class is answered when its median probability is over 0.2. */
export const tutorialRule: RuleChoice = { kind: "quantile", q: 0.5, threshold: 0.2, familiarity: false };
