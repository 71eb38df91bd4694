import type { ClassRiskContract } from "./class-risk.js";
import type { RefusalContract } from "./coverage-threshold.js";
import type { Measure, OwnRule } from "./rules/index.js";
import type { ClassThreshold } from "./rules/rule-kind.js";
import type { RiskContract } from "./selective-risk.js";

export type { Measure } from "./rules/index.js";
export type { ClassThreshold } from "./rules/rule-kind.js";
export type { QuantileRule } from "./rules/quantile.js";

/**
 * At most this share of wrong answers, of all together or of those that name a class, with this confidence; or at most this share
 * of genuine images refused.
 */
export type Contract = RiskContract | ClassRiskContract | RefusalContract;

/** What was found on some of the calibration images. */
export interface Found {
  readonly images: number;
  /** Share of them that the rule answers. */
  readonly answered: number;
  /** Share of the answered that is wrong. */
  readonly error: number;
  /** As in {@link Calibration}; not there where nothing is promised, or nothing answered. */
  readonly errorBound?: number | undefined;
}

/** What a rule's threshold was calibrated to: the contract, on which images, and what was found there. */
export interface Calibration {
  readonly contract: Contract;
  /** The data set that the calibration images are of, and how many of them chose the threshold. */
  readonly dataset: string;
  readonly images: number;
  /** Networks drawn for each of them, and the seed: the threshold belongs to these. */
  readonly samples: number;
  readonly seed: number;
  /** Share of them that the rule answers. */
  readonly answered: number;
  /** Share of the answered that is wrong. */
  readonly error: number;
  /** The upper bound of that share by the test that the threshold passed: at most `maxError`, which is what is promised. */
  readonly errorBound?: number | undefined;
  /** Of a contract by class: what was found of the images that each class is the most probable of, where it has a promise. */
  readonly byClass?: readonly (Found & { readonly label: number })[] | undefined;
  /** And of all other images. */
  readonly others?: Found | undefined;
}

/** Conformal prediction sets: how they are made, and what they promise. */
export interface SetRule {
  readonly method: "lac" | "aps" | "raps";
  /** The set holds the true class of at least this share of genuine images. */
  readonly coverage: number;
  /** A class is in the set when its nonconformity is at most this. */
  readonly threshold: number;
  /** How many images the threshold comes from. */
  readonly images: number;
}

/** What every rule may have beside its own numbers. */
export interface RuleExtras {
  /** An image whose familiarity p-value is at most this is unfamiliar; in (0, 1). Default: the rule does without familiarity. */
  readonly alpha?: number | undefined;
  /** Where the threshold was not chosen by hand. */
  readonly calibration?: Calibration | undefined;
  /** Prediction sets to give beside the decision. */
  readonly sets?: SetRule | undefined;
}

/**
 * Answer the class of the highest mean probability where a measure is on the right side of a threshold. The files of
 * `rules/` say what each measure is, in which range and unit, and which side is answered.
 */
export interface ThresholdRule extends RuleExtras {
  readonly kind: Measure;
  readonly threshold: number;
  /** Thresholds of classes that have one of their own, in label order: it goes for what they are the most probable of. */
  readonly byClass?: readonly ClassThreshold[] | undefined;
}

/** A rule of any kind in the table of `rules/index.ts`: a plain record that JSON can hold. */
export type Rule = OwnRule | ThresholdRule;

/** What a rule makes of one image. */
export interface Decision {
  /**
   * `answer`: one class; `ambiguous`: between several; `uncertain`: the sampled networks disagree, or each
   * hesitates between several; `unfamiliar`: nothing like it in training.
   */
  readonly kind: "answer" | "ambiguous" | "uncertain" | "unfamiliar";
  /**
   * Whether this is an "I don't know". The quantile rule's `ambiguous` is none: it names every class over the
   * threshold, and the tutorial counts the highest as its answer.
   */
  readonly refused: boolean;
  /** The classes that are answered, or in question where it is ambiguous; the most probable first. */
  readonly labels: readonly number[];
  /** The most probable class, whether answered or not. */
  readonly best: number;
  /** Probability of each class: the rule's quantile over the sampled networks, or their mean. */
  readonly probabilities: Float32Array;
  /**
   * How far this is to be trusted, higher for more. A quantile rule without familiarity: the quantile of `best`. Else
   * the headroom under the rule's condition (see `headroom.ts`), at least 1 where the image is answered and at most 1
   * where it is refused. Of two conditions (familiarity) the lesser one, times a tenth of the other one (10 at most) where
   * it is refused.
   */
  readonly score: number;
  /** The familiarity p-value, where there is one. */
  readonly pValue?: number | undefined;
}
