import type { Decision } from "../decision/rule.js";
import { checkLabels } from "../predictive/labels.js";
import { negativeLogLikelihoods } from "../predictive/negative-log-likelihood.js";
import type { Predictive } from "../predictive/predictive.js";
import { forcedLabels, meanProbs } from "../predictive/summaries.js";
import { brierScores } from "./brier.js";
import type { Resampled } from "./measure-figures.js";
import { rankErrors, riskAreas, type RankedErrors, type RiskAreas } from "./risk-coverage.js";

/** What is known of each image; none of it depends on how often the image counts. */
interface Facts {
  readonly predictive: Predictive;
  /** Mean probabilities `[images, classes]`. */
  readonly probs: Float32Array;
  readonly labels: ArrayLike<number>;
  readonly decisions: readonly Decision[];
  /** The most probable class where it must always be answered. */
  readonly forced: Uint32Array;
  /** 1 where the forced answer is the label. */
  readonly forcedRight: Uint8Array;
  /** Negative log-likelihoods, in nats. */
  readonly losses: Float64Array;
  readonly briers: Float64Array;
  /** 1 where the image is refused. */
  readonly refused: Uint8Array;
  /** 1 where the decision is between several classes. */
  readonly ambiguous: Uint8Array;
  /** 1 where it is answered, and with its label. */
  readonly answeredRight: Uint8Array;
  /** The images in the order of their scores, with where the most probable class under the rule is wrong. */
  readonly ranked: RankedErrors;
}

/**
 * Labelled images of the kind that a model was trained on, with what it says of each: what the figures of an
 * in-distribution set are computed from.
 */
export class InDistributionImages implements Resampled<InDistributionImages> {
  readonly sizes: readonly [number];
  #areas: RiskAreas | undefined;

  private constructor(
    readonly facts: Facts,
    /** How often each image counts. */
    readonly counts: Uint32Array,
  ) {
    this.sizes = [counts.length];
  }

  /**
   * @param labels - One per image.
   * @param decisions - One per image, of the rule that the figures are about.
   * @throws NescioError `invalid-data` for labels or probabilities that do not fit.
   */
  static of(
    predictive: Predictive,
    labels: ArrayLike<number>,
    decisions: readonly Decision[],
  ): InDistributionImages {
    const { images, classes } = predictive;
    checkLabels(labels, images, classes);
    const probs = meanProbs(predictive);
    const refused = Uint8Array.from(decisions, (decision) => Number(decision.refused));
    const wrong = Uint8Array.from(decisions, ({ best }, image) => Number(best !== labels[image]));
    const forced = forcedLabels(predictive);
    const facts = {
      predictive,
      probs,
      labels,
      decisions,
      refused,
      forced,
      forcedRight: Uint8Array.from(forced, (label, image) => Number(label === labels[image])),
      losses: negativeLogLikelihoods(predictive, labels),
      briers: brierScores(probs, labels, classes),
      ambiguous: Uint8Array.from(decisions, ({ kind }) => Number(kind === "ambiguous")),
      answeredRight: wrong.map((error, image) => Number(error === 0 && refused[image] === 0)),
      ranked: rankErrors(
        decisions.map(({ score }) => score),
        wrong,
      ),
    };
    return new InDistributionImages(facts, new Uint32Array(images).fill(1));
  }

  resample(counts: Uint32Array): InDistributionImages {
    return new InDistributionImages(this.facts, counts);
  }

  /** Areas under curves of risk against coverage. */
  get areas(): RiskAreas {
    return (this.#areas ??= riskAreas(this.facts.ranked, this.counts));
  }
}
