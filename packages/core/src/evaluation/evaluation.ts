import type { Rule } from "../decision/rule.js";
import type { ByClass } from "./by-class.js";
import type { CorruptionCurve } from "./corruption-sweep.js";
import type { FigureIntervals, FigureValues } from "./figure.js";
import type { inDistributionFigures, outOfDistributionFigures } from "./figures.js";
import type { Reasons } from "./reasons.js";
import type { ReliabilityBin } from "./reliability.js";
import type { RiskCoveragePoint } from "./risk-coverage.js";

/** What a model is evaluated on, as texts call it. */
export type Things = "images" | "rows";

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

/** Figures on labelled images of the kind that the model was trained on: those of `inDistributionFigures`, and curves. */
export interface InDistribution extends FigureValues<typeof inDistributionFigures> {
  readonly dataset: string;
  readonly images: number;
  /** The largest share that can be answered at a risk of 0.1, 0.5 and 1 %, the threshold chosen with the labels in view. */
  readonly coverageAtRisk: readonly { readonly risk: number; readonly coverage: number }[];
  /** Why images are refused. */
  readonly reasons: Reasons;
  /** The same taken apart by class: counts, shares and the confusion matrix. */
  readonly byClass: ByClass;
  /** Confidence and accuracy in bins of equal width. */
  readonly reliability: readonly ReliabilityBin[];
  /** Share wrong against share answered, at most 200 points. */
  readonly riskCoverage: readonly RiskCoveragePoint[];
  /** 95 % intervals, by the percentile bootstrap over the images where the figure says nothing else. */
  readonly intervals: FigureIntervals<typeof inDistributionFigures>;
}

/** Figures on images that should be refused: those of `outOfDistributionFigures`. */
export interface OutOfDistribution extends FigureValues<typeof outOfDistributionFigures> {
  readonly dataset: string;
  readonly images: number;
  /** Why images are refused. */
  readonly reasons: Reasons;
  /** 95 % intervals, by the percentile bootstrap over both sets' images where the figure says nothing else. */
  readonly intervals: FigureIntervals<typeof outOfDistributionFigures>;
}

/** The figures of one model under one rule. Shares are between 0 and 1. */
export interface Evaluation {
  readonly seed: number;
  readonly samples: number;
  readonly rule: Rule;
  /** What there are `images` of. Not there: images. */
  readonly things?: Things;
  readonly training?: TrainingRecord;
  readonly inDistribution: InDistribution;
  readonly outOfDistribution: readonly OutOfDistribution[];
  /** Where images were spoilt on purpose: what became of accuracy and refusals. */
  readonly corruptions?: readonly CorruptionCurve[];
  /** Time to sample and to decide all data sets, in seconds, and their images. */
  readonly prediction: { readonly seconds: number; readonly images: number };
}
