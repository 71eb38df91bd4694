/** Something about a picture that makes an answer doubtful, or impossible. */
export type Hint =
  | { readonly kind: "empty" }
  | { readonly kind: "spot" }
  | { readonly kind: "several"; readonly count: number }
  | { readonly kind: "low-contrast" }
  | { readonly kind: "polarity" }
  | { readonly kind: "touches-border" };

interface HintFacts {
  /** Whether there is nothing to answer, whatever the network says. */
  readonly refuses: boolean;
  /** To follow the reason of a refusal, without a full stop. */
  readonly sentence: (hint: Hint) => string;
}

const facts: Readonly<Record<Hint["kind"], HintFacts>> = {
  empty: { refuses: true, sentence: () => "the picture seems to be empty: nothing stands out of its ground" },
  spot: { refuses: true, sentence: () => "what was found is a small spot, and no writing" },
  several: {
    refuses: true,
    sentence: (hint) =>
      `the picture seems to show ${"count" in hint ? hint.count : "several"} characters: split it, or cut out one`,
  },
  "low-contrast": {
    refuses: false,
    sentence: () => "there is little contrast in the picture: more light, or a darker pen, may help",
  },
  polarity: {
    refuses: false,
    sentence: () =>
      "the picture seems to be dark on light: if the training images are light on dark, invert it",
  },
  "touches-border": {
    refuses: false,
    sentence: () => "the writing reaches the picture's border: part of it may be missing",
  },
};

/** Whether a picture of which this was noticed gets no answer in any case. */
export function isRefused(hints: readonly Hint[]): boolean {
  return hints.some(({ kind }) => facts[kind].refuses);
}

/** What was noticed, in words that follow a refusal; empty for nothing. */
export function explainHints(hints: readonly Hint[]): string {
  return hints.map((hint) => facts[hint.kind].sentence(hint)).join("; ");
}
