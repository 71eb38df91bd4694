import type { Dataset, ImageDataset } from "../data/dataset.js";
import type { OutlierKind } from "../data/outliers.js";
import type { Rule } from "../decision/rule.js";
import type { Familiarity } from "../familiarity/familiarity.js";
import type { FamiliarityKindName } from "../familiarity/kinds.js";
import type { ModelPosterior } from "../posteriors/kinds.js";
import { meanWeights } from "../prediction/mean-weights.js";
import type { PredictOptions } from "../prediction/posterior.js";
import type { Predictive } from "../predictive/predictive.js";
import { chooseFamiliarity } from "./choose-familiarity.js";
import { certify, chooseThreshold } from "./choose-threshold.js";

/** Images by what they are for in a calibration. */
export interface CalibrationParts<D extends Dataset = ImageDataset> {
  /** What is familiar. */
  readonly training: D;
  /** Calibrate its p-values. */
  readonly familiarity: D;
  /** Choose the threshold; may be those of familiarity, and others that are not promised about. */
  readonly threshold: D;
  /** Are what is promised about: nothing is chosen by them. */
  readonly promise: D;
}

export interface CalibrationOptions extends Pick<PredictOptions, "threads" | "signal" | "onProgress"> {
  readonly seed: number;
  readonly samples: number;
  /** Share of genuine images that may be refused as unfamiliar, in (0, 1); default: the least of a few that does. */
  readonly alpha?: number | undefined;
  /** Of the promise, in (0, 1). */
  readonly confidence: number;
  /** Name of the set, for the record. */
  readonly dataset: string;
  readonly onStage?: ((stage: "familiarity" | "promise") => void) | undefined;
}

/** What a calibration found. */
export interface CalibrationFindings {
  readonly kind: FamiliarityKindName;
  readonly alpha: number;
  /** Images that the promise is about, how many of them are answered, and how many of these wrong. */
  readonly images: number;
  readonly answered: number;
  readonly wrong: number;
  /** Share of the answered that is wrong at most, with this confidence; undefined where nothing can be promised. */
  readonly errorBound: number | undefined;
  readonly confidence: number;
  /** Share refused of outliers made of the images that calibrate familiarity, by kind. */
  readonly refused: Readonly<Record<OutlierKind, number>>;
}

export interface Calibrated {
  readonly rule: Rule;
  readonly familiarity: Familiarity;
  readonly findings: CalibrationFindings;
}

/** What is familiar, the rule, and what can be promised of it. */
export async function calibrate(
  posterior: ModelPosterior,
  parts: CalibrationParts,
  {
    seed,
    samples,
    alpha: wanted,
    confidence,
    dataset,
    threads,
    signal,
    onStage,
    onProgress,
  }: CalibrationOptions,
): Promise<Calibrated> {
  const run = { seed, threads, signal, onProgress };
  const predict = (images: ImageDataset): Promise<Predictive> =>
    posterior.predict(images, { samples, ...run });
  onStage?.("familiarity");
  const { training, familiarity: own, threshold, promise } = parts;
  const weights = meanWeights(posterior);
  const { familiarity, kind, alpha, refused } = await chooseFamiliarity(
    ...([posterior.network, weights, training, own] as const),
    { ...run, alpha: wanted },
  );
  onStage?.("promise");
  const limit = chooseThreshold(await predict(threshold), threshold.labels!);
  const { pValues } = await familiarity.score(promise, { threads, signal });
  const { rule, answered, wrong } = certify(await predict(promise), promise.labels!, {
    ...{ limit, confidence, dataset, seed },
    familiar: { alpha, pValues },
  });
  const errorBound = rule.calibration?.errorBound;
  const images = promise.count;
  const findings = { kind, alpha, images, answered, wrong, errorBound, confidence, refused };
  return { rule, familiarity, findings };
}
