import { confidenceScores } from "../decision/confidence-scores.js";
import { thresholdFor } from "../decision/threshold-for.js";
import type { Calibration, ThresholdRule } from "../decision/rule.js";
import { decide } from "../decision/decide.js";
import { binomialUpperBound } from "../math/binomial-bound.js";
import type { Predictive } from "../predictive/predictive.js";

/** How many refusals of a genuine image a wrong answer is worth: the first of these under which most are answered. */
const COSTS = [10, 5, 3];
const LEAST_ANSWERED = 0.5;

/**
 * The limit on 1 − max probability under which refusals and wrong answers cost least, on images that training has not seen
 * (Chow 1970: refuse where an error costs more than a refusal). Wrong answers are counted as seen, or as the probabilities
 * themselves expect them where that is more: among few images there may be none by luck.
 *
 * @param coverages Shares of the images that may be answered, in (0, 1], besides none of them. Default: any.
 */
export function chooseThreshold(
  predictive: Predictive,
  labels: ArrayLike<number>,
  coverages?: readonly number[],
): number {
  const { scores, best } = confidenceScores(predictive, "max-probability");
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[b] - scores[a]);
  const allowed = coverages && countsOf(coverages, order, scores);
  for (const cost of COSTS) {
    const { answered, limit } = cheapest(order, scores, (i) => best[i] !== labels[i], cost, allowed);
    if (answered >= LEAST_ANSWERED * order.length || cost === COSTS.at(-1)) return limit;
  }
  throw new Error("unreachable");
}

/** How many images each of these shares is, at least one; those of one score are answered together. */
function countsOf(
  coverages: readonly number[],
  order: readonly number[],
  scores: Float64Array,
): ReadonlySet<number> {
  return new Set(
    coverages.map((coverage) => {
      let count = Math.max(1, Math.round(coverage * order.length));
      while (count < order.length && scores[order[count]] === scores[order[count - 1]]) count++;
      return count;
    }),
  );
}

function cheapest(
  order: readonly number[],
  scores: Float64Array,
  isWrong: (image: number) => boolean,
  cost: number,
  allowed: ReadonlySet<number> | undefined,
): { readonly answered: number; readonly limit: number } {
  let best = { answered: 0, limit: 0, total: order.length };
  let wrong = 0;
  let expected = 0;
  order.forEach((image, place) => {
    if (isWrong(image)) wrong++;
    expected -= scores[image];
    const answered = place + 1;
    // Images of one score are answered together.
    if (answered < order.length && scores[order[answered]] === scores[image]) return;
    if (allowed?.has(answered) === false) return;
    const total = order.length - answered + cost * Math.max(wrong, expected);
    if (total < best.total)
      best = { answered, limit: midway(-scores[image], order, scores, answered), total };
  });
  return best;
}

/** Between the last image that is answered and the first that is not, so that neither is at the limit. */
function midway(last: number, order: readonly number[], scores: Float64Array, answered: number): number {
  return answered < order.length ? (last - scores[order[answered]]) / 2 : Math.max(last, 0.5);
}

export interface Certified {
  readonly rule: ThresholdRule;
  readonly answered: number;
  readonly wrong: number;
}

/** A rule, and what is promised of it by what: see {@link certify}. */
export interface CertifyOptions {
  /** The limit on 1 − max probability. */
  readonly limit: number;
  readonly familiar?: { readonly alpha: number; readonly pValues: Float32Array } | undefined;
  readonly confidence: number;
  /**
   * Of how many limits this one was chosen by these images. Each has its share of the doubt (Bonferroni), so that the bound
   * holds for whichever is chosen. Default: 1, chosen without them.
   */
  readonly looks?: number | undefined;
  readonly dataset: string;
  readonly seed: number;
}

/**
 * What can be promised of a rule that was chosen without these images: the Clopper–Pearson upper bound of the share of wrong
 * answers among the answered. One rule, one test: the bound holds at its confidence, whatever the choice was made by.
 *
 * @returns The rule without a promise where it answers none of the images.
 */
export function certify(
  predictive: Predictive,
  labels: ArrayLike<number>,
  options: CertifyOptions,
): Certified {
  const { limit, familiar, confidence, looks = 1, dataset, seed } = options;
  const plain: ThresholdRule = {
    kind: "max-probability",
    threshold: thresholdFor("max-probability", limit),
    ...(familiar === undefined ? {} : { alpha: familiar.alpha }),
  };
  const right = decide(predictive, plain, familiar?.pValues).flatMap(({ refused, best }, image) =>
    refused ? [] : [best === labels[image]],
  );
  const answered = right.length;
  const wrong = right.filter((each) => !each).length;
  if (answered === 0) return { rule: plain, answered, wrong };
  const errorBound = binomialUpperBound(wrong, answered, (1 - confidence) / looks);
  if (errorBound >= 1) return { rule: plain, answered, wrong };
  const calibration: Calibration = {
    contract: { maxError: roundUp(errorBound), confidence },
    dataset,
    images: predictive.images,
    samples: predictive.samples,
    seed,
    answered: answered / predictive.images,
    error: wrong / answered,
    errorBound,
  };
  return { rule: { ...plain, calibration }, answered, wrong };
}

/** To two significant digits, upwards. */
function roundUp(share: number): number {
  const unit = 10 ** (Math.floor(Math.log10(share)) - 1);
  return Math.min(0.99, Number((Math.ceil(share / unit - 1e-9) * unit).toPrecision(2)));
}
