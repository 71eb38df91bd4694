import type { Rule } from "../decision/rule.js";

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
}

export interface OutOfDistribution {
  readonly dataset: string;
  readonly images: number;
  readonly refused: number;
  /** Area under the ROC curve of in-distribution against this set, by the score of the decisions. */
  readonly auroc: number;
}

/** The figures of one model under one rule. Shares are between 0 and 1. */
export interface Evaluation {
  readonly seed: number;
  readonly samples: number;
  readonly rule: Rule;
  readonly training?: TrainingRecord;
  readonly inDistribution: InDistribution;
  readonly outOfDistribution: readonly OutOfDistribution[];
  /** Time to sample and to decide all data sets, in seconds, and their images. */
  readonly prediction: { readonly seconds: number; readonly images: number };
}
