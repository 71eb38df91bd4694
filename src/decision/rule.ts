/** Answer every class whose q-quantile of probability over the sampled networks is over a threshold. */
export interface QuantileRule {
  readonly kind: "quantile";
  /** Quantile in [0, 1], linear interpolation as NumPy's `percentile`. */
  readonly q: number;
  /** Threshold in [0, 1]; a class is answered when its quantile is strictly greater. */
  readonly threshold: number;
}

export type Rule = QuantileRule;

/** What a rule makes of one image. */
export interface Decision {
  /** `answer`: one class; `ambiguous`: several; `refuse`: "I don't know". */
  readonly kind: "answer" | "ambiguous" | "refuse";
  /** Classes over the threshold, the highest first; empty when refused. */
  readonly labels: readonly number[];
  /** The class with the highest quantile, whether answered or not. */
  readonly best: number;
  /** The quantile of each class's probability. */
  readonly quantiles: Float32Array;
  /** The value the rule compares with its threshold: the quantile of `best`. */
  readonly score: number;
}
