import type { Rule } from "../decision/rule.js";
import type { Interval } from "./bootstrap.js";
import type { CorruptionCurve } from "./corruption-sweep.js";
import type { Reasons } from "./reasons.js";
import type { ReliabilityBin } from "./reliability.js";
import type { RiskCoveragePoint } from "./risk-coverage.js";

/** How a posterior came about, as far as an evaluation or a report shows it. */
export interface TrainingRecord {
  readonly preset: string;
  readonly dataset: string;
  readonly epochs: number;
  /** Sum of the loss over the epoch's batches, divided by the number of training images. */
  readonly lossPerImageByEpoch: readonly number[];
  readonly seconds: number;
  readonly msPerStep: number;
  readonly threads: number;
}

export interface InDistribution {
  readonly dataset: string;
  readonly images: number;
  /** Share right when an answer is forced: mean final-layer output of 10 sampled networks, argmax. */
  readonly forcedAccuracy: number;
  /** Mean negative log-likelihood of the label under the mean probability over all samples, in nats. */
  readonly nll: number;
  /** Expected calibration error of the mean probability, 15 bins of equal width. */
  readonly ece: number;
  /** Share refused, for whatever reason. */
  readonly refused: number;
  /** Share ambiguous: with more than one class over the threshold, or refused between two (see `Decision`). */
  readonly ambiguous: number;
  /** Share right, by the most probable class under the rule, among the images not refused; null when all are refused. */
  readonly accuracyOnAccepted: number | null;
  /** Mean squared distance between mean probabilities and truth, over all classes, from 0 to 2. */
  readonly brier: number;
  /** Expected calibration error of the mean probability, 15 bins of equal mass. */
  readonly eceEqualMass: number;
  /** Area under the risk–coverage curve of the decisions' scores; see `riskAreas`. */
  readonly aurc: number;
  /** What of it is due to the order of the images. */
  readonly eAurc: number;
  /** Area under the generalised risk–coverage curve. */
  readonly augrc: number;
  /** The largest share that can be answered at a risk of 0.1, 0.5 and 1 %, the threshold chosen with the labels in view. */
  readonly coverageAtRisk: readonly { readonly risk: number; readonly coverage: number }[];
  /** Why images are refused. */
  readonly reasons: Reasons;
  /** Confidence and accuracy in bins of equal width. */
  readonly reliability: readonly ReliabilityBin[];
  /** Share wrong against share answered, at most 200 points. */
  readonly riskCoverage: readonly RiskCoveragePoint[];
  /**
   * 95 % intervals by the percentile bootstrap over the images. The calibration errors have none: resampling
   * adds noise to every bin, and their sum of distances only grows by it.
   */
  readonly intervals: {
    readonly forcedAccuracy: Interval;
    readonly nll: Interval;
    readonly brier: Interval;
    readonly refused: Interval;
    readonly accuracyOnAccepted: Interval | null;
    readonly aurc: Interval;
    readonly eAurc: Interval;
    readonly augrc: Interval;
  };
}

export interface OutOfDistribution {
  readonly dataset: string;
  readonly images: number;
  readonly refused: number;
  /** Area under the ROC curve of in-distribution against this set, by the score of the decisions. */
  readonly auroc: number;
  /**
   * Area under the precision–recall curve (average precision): `in` where the in-distribution images are the positives,
   * `out` where these are. It depends on the sizes of the sets: without any separation it is the positives' share.
   */
  readonly aupr: { readonly in: number; readonly out: number };
  /** Share of these images over the threshold that 95 % of the in-distribution images are over. */
  readonly fpr95: number;
  /** Why images are refused. */
  readonly reasons: Reasons;
  /** 95 % intervals: `auroc` by DeLong's variance, the others by the percentile bootstrap over both sets' images. */
  readonly intervals: {
    readonly refused: Interval;
    readonly auroc: Interval;
    readonly auprIn: Interval;
    readonly auprOut: Interval;
    readonly fpr95: Interval;
  };
}

/** The figures of one model under one rule. Shares are between 0 and 1. */
export interface Evaluation {
  readonly seed: number;
  readonly samples: number;
  readonly rule: Rule;
  readonly training?: TrainingRecord;
  readonly inDistribution: InDistribution;
  readonly outOfDistribution: readonly OutOfDistribution[];
  /** Where images were spoilt on purpose: what became of accuracy and refusals. */
  readonly corruptions?: readonly CorruptionCurve[];
  /** Time to sample and to decide all data sets, in seconds, and their images. */
  readonly prediction: { readonly seconds: number; readonly images: number };
}
