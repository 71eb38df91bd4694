import { assess, checkRuleOf, decideAssessed } from "../answer/assess.js";
import { corrupt, corruptions, type CorruptionName } from "../data/corruptions.js";
import { firstImages, type ImageDataset } from "../data/dataset.js";
import type { Rule } from "../decision/rule.js";
import { throwIfAborted } from "../errors.js";
import type { FamiliarityScorer } from "../familiarity/familiarity.js";
import type { Posterior, PredictOptions } from "../prediction/posterior.js";
import { defaultSeed } from "../math/random.js";
import { forcedAccuracy } from "../predictive/accuracy.js";
import { labelsOf } from "../predictive/labels.js";
import { isRefused, reasonsOf, share, type Reasons } from "./reasons.js";

/** How a model does on images spoilt by one strength. */
export interface CorruptionPoint {
  /** 0: as they are. */
  readonly strength: number;
  /** As of `InDistribution`. */
  readonly forcedAccuracy: number;
  readonly refused: number;
  readonly reasons: Reasons;
  /** Share right among the images not refused; null when all are refused. */
  readonly accuracyOnAccepted: number | null;
}

/** How a model does as images are spoilt more and more. */
export interface CorruptionCurve {
  readonly corruption: CorruptionName;
  /** What a strength of 1 is; empty for a bare number. */
  readonly unit: string;
  readonly images: number;
  /** By increasing strength, from 0. */
  readonly points: readonly CorruptionPoint[];
}

export interface CorruptionSweepOptions extends Omit<PredictOptions, "onProgress"> {
  readonly rule: Rule;
  /** Needed where the rule asks for familiarity. */
  readonly familiarity?: FamiliarityScorer | undefined;
  /** The corruptions and their strengths, each over 0 and increasing. Default: those of `corruptions`. */
  readonly strengths?: Readonly<Partial<Record<CorruptionName, readonly number[]>>> | undefined;
  /** Called with the data sets done, of all there are. */
  readonly onProgress?: ((corruption: string, done: number, total: number) => void) | undefined;
}

/**
 * Accuracy and refusals of a posterior under a rule against the strength of corruptions. A model that knows what it
 * does not know refuses more as its forced answers get worse, and stays right where it answers.
 *
 * @param dataset Labelled images of the kind that the posterior was trained on, not used in training.
 * @throws NescioError `invalid-data` without labels or with images of another size; `invalid-option` for strengths
 * out of range, or where the rule asks for familiarity and there is none; `aborted` by the signal.
 */
export async function corruptionSweep(
  posterior: Posterior,
  dataset: ImageDataset,
  options: CorruptionSweepOptions,
): Promise<CorruptionCurve[]> {
  const { rule, familiarity, strengths, onProgress, ...predictOptions } = options;
  const { signal, seed = defaultSeed } = predictOptions;
  checkRuleOf({ familiarity }, rule);
  const scorer = rule.alpha === undefined ? undefined : familiarity;
  const labels = labelsOf(dataset);
  const wanted = Object.entries(
    strengths ??
      Object.fromEntries(Object.entries(corruptions).map(([name, each]) => [name, each.strengths])),
  ) as [CorruptionName, readonly number[]][];
  // Strengths that are out of range are found on one image, before all are predicted.
  const one = firstImages(dataset, 1);
  for (const [name, each] of wanted) for (const strength of each) corrupt(one, name, strength, seed);
  const total = 1 + wanted.reduce((sum, [, each]) => sum + each.length, 0);
  let done = 0;
  const measure = async (images: ImageDataset, strength: number, name: string): Promise<CorruptionPoint> => {
    throwIfAborted(signal, "sweep of corruptions");
    const assessment = await assess({ posterior, familiarity: scorer }, images, predictOptions);
    const decisions = decideAssessed(assessment, rule);
    const answered = decisions.filter((decision) => !decision.refused).length;
    const right = decisions.filter(({ refused, best }, i) => !refused && best === labels[i]).length;
    onProgress?.(name, ++done, total);
    return {
      strength,
      forcedAccuracy: forcedAccuracy(assessment.predictive, labels),
      refused: share(decisions, isRefused),
      reasons: reasonsOf(decisions),
      accuracyOnAccepted: answered === 0 ? null : right / answered,
    };
  };
  const untouched = await measure(dataset, 0, "as they are");
  const curves: CorruptionCurve[] = [];
  for (const [corruption, each] of wanted) {
    const points = [untouched];
    for (const strength of each) {
      points.push(await measure(corrupt(dataset, corruption, strength, seed), strength, corruption));
    }
    curves.push({ corruption, unit: corruptions[corruption].unit, images: dataset.count, points });
  }
  return curves;
}
