/** What is said of one input. */
export interface Prediction {
  /** `answer`, or why there is none: `ambiguous`, `unfamiliar`, … */
  readonly decision: string;
  readonly refused: boolean;
  /** Classes, the most probable first: the answer, or those in question. */
  readonly labels: readonly string[];
  /** Why it came out so, in a sentence. */
  readonly reason: string;
  /** Mean probability of each class over the sampled networks. */
  readonly probabilities: Readonly<Record<string, number>>;
  /** What the rule compares with its threshold, where that is a quantile of each class's probability. */
  readonly quantiles?: Readonly<Record<string, number>> | undefined;
  /** In nats: of the mean probabilities, of one network on average, and the difference, which is what the networks disagree about. */
  readonly uncertainty: {
    readonly entropy: number;
    readonly expectedEntropy: number;
    readonly mutualInformation: number;
  };
  /** The familiarity's p-value, in (0, 1]; null where the model has none. */
  readonly familiarity: number | null;
  /** The prediction set, where the rule has one. */
  readonly set: readonly string[] | null;
  /** Places of the nearest training images or rows, in the training set. */
  readonly nearest: readonly number[];
  /** What the reading of a picture noticed, a sentence each without its full stop. */
  readonly hints: readonly string[];
}

/** A prediction with what the service keeps to itself. */
export interface Predicted {
  readonly prediction: Prediction;
  /** How familiar the input looks, higher = more familiar: what the watchman bets on. */
  readonly score: number | null;
  /** ln p of each class by each network, [samples × classes]: what the review queue tells inputs apart by. Of what is refused, or where asked for. */
  readonly logProbs: Float32Array | null;
  /** Of `logProbs`. */
  readonly samples: number;
}
