import { NescioError } from "../errors.js";
import { checkLabels } from "../predictive/labels.js";
import type { Predictive } from "../predictive/predictive.js";
import { confidenceScores } from "./confidence-scores.js";
import { coverageThreshold } from "./coverage-threshold.js";
import { decide } from "./decide.js";
import type { Contract, Measure, ThresholdRule } from "./rule.js";
import { thresholdKindOf } from "./rules/index.js";
import { selectiveRisk, type RiskContract, type SelectiveRiskResult } from "./selective-risk.js";

export interface CalibrateRuleOptions {
  /** What the threshold is on. */
  readonly measure: Measure;
  /** What the rule has to keep; see `selectiveRisk` and `coverageThreshold`. */
  readonly contract: Contract;
  /** For a rule with familiarity: the share of genuine images that it may refuse for it, and each image's p-value. */
  readonly familiar?: { readonly alpha: number; readonly pValues: ArrayLike<number> } | undefined;
  /** Written down with the rule: the name of the data set, and the seed that the predictive was sampled with. */
  readonly dataset: string;
  readonly seed: number;
}

/**
 * The threshold rule that keeps a contract, with what it was calibrated to. What it answers on the images given is what
 * `decide` answers.
 *
 * @param predictive Of images that neither training nor the calibration of familiarity has seen.
 * @param labels One for each image.
 * @throws NescioError `unmet` where these images do not allow the promise, saying what they allow; `invalid-data` or
 * `invalid-option` for malformed input.
 */
export function calibrateRule(
  predictive: Predictive,
  labels: ArrayLike<number>,
  { measure, contract, familiar, dataset, seed }: CalibrateRuleOptions,
): ThresholdRule {
  const { limitOf, thresholdFor } = thresholdKindOf(measure);
  const { scores: exact, best } = confidenceScores(predictive, measure, familiar);
  // As thresholds tell them apart: those next to 1 have fewer digits than what is left to 1.
  const scores = exact.map((score) => (score === -Infinity ? score : -limitOf(thresholdFor(-score))));
  checkLabels(labels, predictive.images, predictive.classes);
  const correct = Array.from(best, (label, image) => label === labels[image]);
  const found =
    "maxError" in contract
      ? risk(selectiveRisk(scores, correct, contract), contract, scores)
      : coverage(scores, contract.maxRefusal);
  const rule: ThresholdRule = {
    kind: measure,
    threshold: thresholdFor(-found.threshold),
    ...(familiar === undefined ? {} : { alpha: familiar.alpha }),
  };
  const answered = decide(predictive, rule, familiar?.pValues).flatMap(({ refused }, image) =>
    refused ? [] : [correct[image]],
  );
  const wrong = answered.filter((right) => !right).length;
  return {
    ...rule,
    calibration: {
      contract,
      dataset,
      images: predictive.images,
      samples: predictive.samples,
      seed,
      answered: answered.length / predictive.images,
      error: wrong / Math.max(1, answered.length),
      ...(found.errorBound === undefined ? {} : { errorBound: found.errorBound }),
    },
  };
}

interface Found {
  readonly threshold: number;
  readonly errorBound?: number | undefined;
}

function risk(result: SelectiveRiskResult, contract: RiskContract, scores: Float64Array): Found {
  if (result.met) return result;
  const { leastError, imagesNeeded } = result;
  const familiar = scores.filter((score) => score > -Infinity).length;
  const images = `${scores.length} images${familiar < scores.length ? `, ${familiar} of them familiar` : ""}`;
  const could =
    leastError === null
      ? "They allow no promise at this confidence."
      : `At this confidence they allow ${percent(leastError)}.`;
  throw unmet(
    `at most ${percent(contract.maxError)} errors among the answered, with ${percent(contract.confidence)} confidence`,
    imagesNeeded === undefined
      ? `${images}, on which too many answers are wrong`
      : `${images}, too few even if no answer were wrong`,
    imagesNeeded === undefined
      ? could
      : `${could} ${percent(contract.maxError)} needs at least ${imagesNeeded} familiar images.`,
  );
}

function coverage(scores: Float64Array, maxRefusal: number): Found {
  const result = coverageThreshold(scores, maxRefusal);
  if (result.met) return result;
  const least = result.leastRefusal;
  throw unmet(
    `at most ${percent(maxRefusal)} of genuine images refused`,
    `${scores.length} images, ${scores.filter((score) => score === -Infinity).length} of them unfamiliar`,
    least < 1
      ? `These images allow ${percent(least)}; a smaller alpha, or more images, allow less.`
      : "All are refused whatever the threshold.",
  );
}

const percent = (share: number): string => `${+(100 * share).toPrecision(4)} %`;

function unmet(expected: string, found: string, next: string): NescioError {
  return new NescioError({ code: "unmet", subject: "contract", expected, found, next });
}
