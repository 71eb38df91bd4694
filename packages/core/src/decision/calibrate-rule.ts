import { checkLabels } from "../predictive/labels.js";
import type { Predictive } from "../predictive/predictive.js";
import { classRisk, type ClassRisk } from "./class-risk.js";
import { confidenceScores } from "./confidence-scores.js";
import { coverageThreshold } from "./coverage-threshold.js";
import { decide } from "./decide.js";
import type { Calibration, ClassThreshold, Contract, Found, Measure, ThresholdRule } from "./rule.js";
import { thresholdKindOf } from "./rules/index.js";
import { selectiveRisk } from "./selective-risk.js";
import { unmetRefusal, unmetRisk, type ContractWords } from "./unmet.js";

export interface CalibrateRuleOptions extends ContractWords {
  /** What the threshold is on. */
  readonly measure: Measure;
  /** What the rule has to keep; see `selectiveRisk`, `ClassRiskContract` and `coverageThreshold`. */
  readonly contract: Contract;
  /**
   * What becomes of a class of the contract that nothing can be promised of: the promise is `unmet`, the default, or the class
   * is never answered, which keeps it too. Where no class could be answered, it is `unmet` in any case.
   */
  readonly hopeless?: "unmet" | "never-answered" | undefined;
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
  options: CalibrateRuleOptions,
): ThresholdRule {
  const { measure, contract, familiar, dataset, seed } = options;
  const { limitOf, thresholdFor } = thresholdKindOf(measure);
  const { scores: exact, best } = confidenceScores(predictive, measure, familiar);
  // As thresholds tell them apart: those next to 1 have fewer digits than what is left to 1.
  const scores = exact.map((score) => (score === -Infinity ? score : -limitOf(thresholdFor(-score))));
  checkLabels(labels, predictive.images, predictive.classes);
  const correct = Array.from(best, (label, image) => label === labels[image]);
  const parts =
    "byClass" in contract ? classRisk({ scores, best }, correct, contract, predictive.classes) : [];
  const { errorBound, ...thresholds } =
    "byClass" in contract
      ? ofClasses(parts, contract, predictive.classes, options)
      : ofAll(scores, correct, contract, options);
  const rule: ThresholdRule = {
    kind: measure,
    ...thresholds,
    ...(familiar === undefined ? {} : { alpha: familiar.alpha }),
  };
  const refused = decide(predictive, rule, familiar?.pValues).map((decision) => decision.refused);
  const of = <Part>(partOf: (label: number) => Part): Map<Part, Found> =>
    foundBy(best, correct, refused, partOf);
  const own = new Set(parts.map(({ label }) => label));
  return {
    ...rule,
    calibration: {
      ...{ contract, dataset, samples: predictive.samples, seed },
      ...of(() => true).get(true)!,
      ...(errorBound === undefined ? {} : { errorBound }),
      ...(parts.length === 0
        ? {}
        : factsByClass(
            parts,
            of((label) => (own.has(label) ? label : undefined)),
          )),
    },
  };
}

interface Thresholds {
  readonly threshold: number;
  readonly byClass?: readonly ClassThreshold[];
  readonly errorBound?: number;
}

/** One threshold for all. */
function ofAll(
  scores: Float64Array,
  correct: readonly boolean[],
  contract: Exclude<Contract, { readonly byClass: unknown }>,
  { measure, ...words }: CalibrateRuleOptions,
): Thresholds {
  const { thresholdFor } = thresholdKindOf(measure);
  if ("maxRefusal" in contract) {
    const result = coverageThreshold(scores, contract.maxRefusal);
    if (result.met) return { threshold: thresholdFor(-result.threshold) };
    throw unmetRefusal(scores, contract.maxRefusal, result.leastRefusal, words);
  }
  const result = selectiveRisk(scores, correct, contract);
  if (result.met) return { threshold: thresholdFor(-result.threshold), errorBound: result.errorBound };
  const familiar = scores.filter((score) => score > -Infinity).length;
  const facts = { label: undefined, maxError: contract.maxError, images: scores.length, familiar, result };
  throw unmetRisk(contract, facts, words);
}

/** A threshold for each class of the contract; under that of the others all is answered where nothing is promised of them. */
function ofClasses(
  parts: readonly ClassRisk[],
  contract: Contract,
  classes: number,
  { measure, hopeless = "unmet", ...words }: CalibrateRuleOptions,
): Thresholds {
  const { thresholdFor, laxest } = thresholdKindOf(measure);
  const least = ({ result }: ClassRisk): number => (result.met ? 0 : (result.leastError ?? 1));
  const lost = parts.filter(({ result }) => !result.met).toSorted((a, b) => least(a) - least(b));
  const fatal =
    lost.length === parts.length
      ? lost[0]
      : lost.find(({ label }) => hopeless === "unmet" || label === undefined);
  if (fatal !== undefined) throw unmetRisk(contract, fatal, words);
  const thresholds = parts.map(({ label, result }) => ({
    label,
    threshold: result.met ? thresholdFor(-result.threshold) : null,
  }));
  const others = thresholds.find(({ label }) => label === undefined);
  return {
    threshold: others?.threshold ?? laxest(classes),
    byClass: thresholds.flatMap(({ label, threshold }) =>
      label === undefined ? [] : [{ label, threshold }],
    ),
  };
}

/** What became of the images of each part, which the most probable class decides. */
function foundBy<Part>(
  best: Uint32Array,
  correct: readonly boolean[],
  refused: readonly boolean[],
  partOf: (label: number) => Part,
): Map<Part, Found> {
  const counts = new Map<Part, { images: number; answered: number; wrong: number }>();
  best.forEach((label, image) => {
    const part = partOf(label);
    const count = counts.get(part) ?? { images: 0, answered: 0, wrong: 0 };
    counts.set(part, count);
    count.images++;
    if (refused[image]) return;
    count.answered++;
    if (!correct[image]) count.wrong++;
  });
  return new Map(
    [...counts].map(([part, { images, answered, wrong }]) => [
      part,
      { images, answered: answered / images, error: wrong / Math.max(1, answered) },
    ]),
  );
}

const none: Found = { images: 0, answered: 0, error: 0 };

/** @param found By the classes of the contract; under undefined what all others have. */
function factsByClass(
  parts: readonly ClassRisk[],
  found: ReadonlyMap<number | undefined, Found>,
): Pick<Calibration, "byClass" | "others"> {
  const bounds = new Map(
    parts.map(({ label, result }) => [label, result.met ? { errorBound: result.errorBound } : {}]),
  );
  const others = found.get(undefined);
  return {
    byClass: parts.flatMap(({ label }) =>
      label === undefined ? [] : [{ label, ...(found.get(label) ?? none), ...bounds.get(label) }],
    ),
    ...(others === undefined ? {} : { others: { ...others, ...bounds.get(undefined) } }),
  };
}
