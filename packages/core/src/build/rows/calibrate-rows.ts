import type { RowDataset } from "../../data/dataset.js";
import { shuffledColumns } from "../../data/shuffled-columns.js";
import { fitFamiliarity } from "../../familiarity/fit-familiarity.js";
import { calibratingImages, type FamiliarityKindName } from "../../familiarity/kinds.js";
import { isUnfamiliar } from "../../familiarity/unfamiliar.js";
import type { ModelPosterior } from "../../posteriors/kinds.js";
import { meanWeights } from "../../prediction/mean-weights.js";
import type { Predictive } from "../../predictive/predictive.js";
import type { CalibrationOptions, CalibrationParts } from "../calibrate.js";
import { certify, chooseThreshold } from "../choose-threshold.js";
import type { RowCalibration } from "./findings.js";

/** Of rows that training held out: what is familiar, the rule, and what can be promised of it. */
export async function calibrateRows(
  posterior: ModelPosterior,
  parts: CalibrationParts<RowDataset>,
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
): Promise<RowCalibration> {
  const run = { seed, threads, signal, onProgress };
  const predict = (rows: RowDataset): Promise<Predictive> => posterior.predict(rows, { samples, ...run });
  onStage?.("familiarity");
  const { training, familiarity: own, threshold, promise } = parts;
  const { network } = posterior;
  const kind = rowFamiliarity;
  const options = { kind, bankSize: BANK, ...run };
  const familiarity = await fitFamiliarity(network, meanWeights(posterior), training, own, options);
  const alpha = leastAlpha(kind, own.count, wanted);
  onStage?.("promise");
  const limit = chooseThreshold(await predict(threshold), threshold.labels!);
  const { pValues } = await familiarity.score(promise, { threads, signal });
  const { rule, answered, wrong } = certify(await predict(promise), promise.labels!, {
    ...{ limit, confidence, dataset, seed },
    familiar: { alpha, pValues: withoutUnseen(promise, pValues) },
  });
  const shuffled = await familiarity.score(shuffledColumns(promise, seed), { threads, signal });
  const refused = shuffled.pValues.filter((p) => isUnfamiliar(p, alpha)).length / promise.count;
  const { errorBound } = rule.calibration ?? {};
  const facts = { kind, alpha, images: promise.count, answered, wrong, errorBound, confidence };
  return { rule, familiarity, findings: { ...facts, refused: { shuffled: refused } } };
}

/** The familiarity that is fitted where nobody says which. */
const rowFamiliarity: FamiliarityKindName = "evidence";
/** Training rows that are kept: twice as many find hardly more that is strange, and take twice as long. */
const BANK = 7500;
/** Share of genuine rows that may be called unfamiliar. */
const ALPHA = 0.02;

/** The alpha that is wanted, or the least that so many held-out rows allow: no p-value is less than 1 / (n + 1). */
export function leastAlpha(kind: FamiliarityKindName, heldOut: number, wanted = ALPHA): number {
  const least = 1 / (calibratingImages(kind, heldOut) + 1);
  return wanted > least ? wanted : Math.ceil(least * 1000) / 1000;
}

/** p-values under which rows with cells that training never had are refused, as they will be. */
function withoutUnseen({ unseen }: RowDataset, pValues: Float32Array): Float32Array {
  return unseen === undefined ? pValues : pValues.map((p, row) => (unseen.has(row) ? 0 : p));
}
