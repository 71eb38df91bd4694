import {
  calibrateRule,
  calibrateSets,
  encodeRule,
  formatRule,
  heldOutImages,
  NescioError,
  predictionSets,
  type ImageDataset,
  familiarityKinds,
  type FamiliarityKindName,
  type Measure,
  type Model,
  type Predictive,
  type Rule,
  type SetRule,
} from "@nescio/core";
import { calibratedBy, calibratingImages, isUnfamiliar, readingFor } from "@nescio/core/internal";
import { loadModel, saveModel } from "@nescio/node";
import type { ReadingOptions } from "../reading-options.js";
import type { CommandContext } from "../run-command.js";
import { fit, precisionOf, predictAll } from "./calibration-data.js";
import { calibrationTable, type CalibrationOutcome } from "./calibration-table.js";
import { prepareOutputs } from "./outputs.js";
import { checkAsked, contractOf, type Asked, type PromiseOptions } from "./contract-options.js";
import { samplesOf, withoutPromises } from "./promises.js";
import { knownTraining, loadTrained, notNamed } from "./training-images.js";

/** What the command takes, beyond what all share. */
export interface CalibrateOptions extends ReadingOptions, PromiseOptions {
  sets: SetRule["method"];
  score: Measure;
  familiarity?: FamiliarityKindName | "none";
  alpha?: number;
  dataset?: string;
  calibrationImages?: number;
  samples?: number;
  out?: string;
}

type Context = CommandContext<CalibrateOptions>;

export async function calibrate(context: Context, path: string): Promise<void> {
  const { options, ui, signal } = context;
  checkAsked(options);
  const out = options.out ?? path;
  await prepareOutputs({ "--out": out }, out === path ? [] : [options.dataset], { regular: ["--out"] });
  const before = await loadModel(path);
  const asked = contractOf(options, before.classes);
  // Whatever calibrated the model's own familiarity, these images must be others than those that choose the threshold.
  const kind = options.familiarity ?? (asked.contract === undefined ? undefined : kindOf(before));
  const fits = kind !== undefined && kind !== "none";
  const alpha = alphaOf(before, options, fits);
  const name = options.dataset ?? knownTraining(before) ?? notNamed(before, path, "calibrated");
  const trained = await loadTrained(context, before, name, { limit: options.limit, read: options });
  const images = heldOutImages(before, trained, {
    familiarity: alpha !== undefined,
    images: options.calibrationImages,
  });
  if (fits) {
    const { count } = images.familiarity!;
    const calibrating = calibratingImages(kind, count);
    checkAlpha(alpha!, calibrating, `${calibrating}, of ${count} set apart for familiarity`);
  } else if (options.alpha !== undefined) {
    const count = calibratedBy(before.familiarity!) ?? Infinity;
    checkAlpha(options.alpha, count, `${count} that the model's familiarity was calibrated by`);
  }
  const samples = options.samples ?? samplesOf(before);
  const familiarity = fits
    ? await fit(context, before, images, kind)
    : kind === "none"
      ? undefined
      : before.familiarity;
  const { familiarity: _, ...plain } = before;
  // What is promised holds for pictures that are read as these were.
  const read = trained.files === undefined ? {} : readingFor(before, options);
  const model: Model = { ...plain, ...read, samples, ...(familiarity === undefined ? {} : { familiarity }) };

  const { thresholds } = images;
  const predictive = await predictAll(context, model, thresholds, samples);
  const pValues =
    alpha === undefined
      ? undefined
      : (await familiarity!.score(thresholds, { threads: options.threads, signal })).pValues;
  const old = samples === samplesOf(before) ? before.rule : withoutPromises(before.rule);
  const found = { predictive, dataset: thresholds, pValues, alpha };
  const chosen = chooseRule(context, fits ? withoutContract(old) : old, found, {
    ...asked,
    classes: before.classes,
  });
  const rule = withSets(options, chosen, predictive, thresholds);
  await saveModel(out, { ...model, rule }, { signal, precision: await precisionOf(path) });

  const outcome: CalibrationOutcome = {
    model: out,
    rule,
    trainingImages: images.training.count,
    familiarityImages: fits ? images.familiarity!.count : 0,
    calibrationImages: thresholds.count,
    ...(pValues === undefined || alpha === undefined
      ? {}
      : { unfamiliar: pValues.filter((p) => isUnfamiliar(p, alpha)).length / thresholds.count }),
    ...(rule.sets === undefined || options.coverage === undefined
      ? {}
      : { sets: measureSets(predictionSets(predictive, rule.sets), thresholds.labels!) }),
  };
  ui.result({ ...outcome, rule: encodeRule(rule) }, () =>
    [
      calibrationTable(outcome, ui, { things: "images", classes: model.classes }),
      "",
      `rule ${formatRule(rule)}, ${samples} networks for each image`,
      `wrote ${out}`,
    ].join("\n"),
  );
}

/** The kind of the model's familiarity; the default one where it has none. */
function kindOf({ familiarity }: Model): FamiliarityKindName {
  return (familiarityKinds.find(({ kind }) => kind === familiarity?.kind) ?? familiarityKinds[0]).kind;
}

/**
 * The share of genuine images that the rule may call unfamiliar; undefined where it does without familiarity.
 *
 * @param fits Whether familiarity is fitted anew.
 */
function alphaOf(
  { familiarity, rule }: Model,
  { alpha, familiarity: kind }: CalibrateOptions,
  fits: boolean,
): number | undefined {
  if (fits) return alpha ?? rule.alpha ?? 0.01;
  if (kind !== "none" && familiarity !== undefined) return alpha ?? rule.alpha;
  if (alpha === undefined) return undefined;
  throw new NescioError({
    code: "invalid-option",
    subject: "--alpha",
    expected: "familiarity that it is for",
    found: "none",
    next: "Say --familiarity neighbours too, or leave it out.",
  });
}

/**
 * Throws `unmet` where no image could have a p-value that small.
 * @param images How many calibrate p-values; what is `found` says it.
 */
function checkAlpha(alpha: number, images: number, found: string): void {
  if (isUnfamiliar(1 / (images + 1), alpha)) return;
  throw new NescioError({
    code: "unmet",
    subject: "familiarity",
    expected: `at least ${Math.ceil(1 / alpha - 1)} images to calibrate an alpha of ${alpha} by`,
    found,
    next: "Hold more images out of training, say a greater --alpha, or --familiarity none.",
  });
}

/** The rule of the contract; without one the model's, with what familiarity is to be. */
function chooseRule(
  { options }: Context,
  before: Rule,
  {
    predictive,
    dataset,
    pValues,
    alpha,
  }: {
    readonly predictive: Predictive;
    readonly dataset: ImageDataset;
    readonly pValues: Float32Array | undefined;
    readonly alpha: number | undefined;
  },
  { contract, hopeless, classes }: Asked & { readonly classes: readonly string[] },
): Rule {
  if (contract !== undefined) {
    const rule = calibrateRule(predictive, dataset.labels!, {
      measure: options.score,
      ...{ contract, hopeless, classes },
      familiar: alpha === undefined || pValues === undefined ? undefined : { alpha, pValues },
      dataset: dataset.name,
      seed: options.seed!,
    });
    return before.sets === undefined ? rule : { ...rule, sets: before.sets };
  }
  if (before.alpha === alpha) return before;
  // A calibrated threshold took familiarity into account; with another alpha its promise is void.
  const { alpha: _, ...rest } = withoutContract(before);
  return alpha === undefined ? rest : { ...rest, alpha };
}

function withoutContract({ calibration: _, ...rest }: Rule): Rule {
  return rest;
}

/** The rule with the sets of the coverage, else with those it had. */
function withSets(
  { coverage, sets: method }: CalibrateOptions,
  rule: Rule,
  predictive: Predictive,
  dataset: ImageDataset,
): Rule {
  if (coverage === undefined) return rule;
  return { ...rule, sets: calibrateSets(predictive, dataset.labels!, { method, coverage }) };
}

/** How good prediction sets are on images with these labels. */
export function measureSets(
  sets: readonly number[][],
  labels: ArrayLike<number>,
): CalibrationOutcome["sets"] {
  const share = (condition: (set: number[], image: number) => boolean): number =>
    sets.filter(condition).length / sets.length;
  return {
    covered: share((set, image) => set.includes(labels[image])),
    meanSize: sets.reduce((sum, { length }) => sum + length, 0) / sets.length,
    single: share(({ length }) => length === 1),
    empty: share(({ length }) => length === 0),
  };
}
