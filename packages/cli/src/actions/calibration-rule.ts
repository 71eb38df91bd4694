import {
  calibrateRule,
  calibrateSets,
  encodeRule,
  familiarityKinds,
  formatRule,
  NescioError,
  predictionSets,
  type CalibrateRuleOptions,
  type Dataset,
  type Familiarity,
  type FamiliarityKindName,
  type HeldOut,
  type Measure,
  type Model,
  type Predictive,
  type Rule,
  type SetRule,
} from "@nescio/core";
import { calibratedBy, isUnfamiliar } from "@nescio/core/internal";
import { saveModel } from "@nescio/node";
import type { CommandContext } from "../run-command.js";
import { precisionOf, predictAll } from "./calibration-data.js";
import { calibrationTable, measureSets, type CalibrationOutcome } from "./calibration-table.js";
import type { Asked, PromiseOptions } from "./contract-options.js";
import { samplesOf, withoutPromises } from "./promises.js";

/** What calibrations of models take, be it on images or rows. */
export interface ModelPromiseOptions extends PromiseOptions {
  readonly sets: SetRule["method"];
  readonly score: Measure;
  readonly familiarity?: FamiliarityKindName | "none";
  readonly alpha?: number;
  readonly samples?: number;
}

/** The model that is calibrated, as it was read and as it is to be but for its rule, and where it is written. */
interface Calibrated {
  readonly path: string;
  readonly out: string;
  readonly before: Model;
  readonly model: Model;
  readonly asked: Asked;
}

/** By what it is calibrated. */
interface CalibratedBy extends Omit<HeldOut, "training"> {
  /** Not there where familiarity stays as it is. */
  readonly training?: Dataset | undefined;
  readonly things: "images" | "rows";
  /** Whether familiarity was fitted anew. */
  readonly fits: boolean;
  readonly alpha: number | undefined;
}

/** Finds the rule that keeps the promise, and writes the model with it. */
export async function finishCalibration(
  context: CommandContext<ModelPromiseOptions>,
  { path, out, before, model: without, asked }: Calibrated,
  { training, familiarity, thresholds, things, fits, alpha }: CalibratedBy,
): Promise<void> {
  const { options, ui, signal } = context;
  const samples = options.samples ?? samplesOf(before);
  const model = { ...without, samples };
  const predictive = await predictAll(context, model, thresholds, samples);
  const pValues = alpha === undefined ? undefined : await pValuesOf(context, model, thresholds);
  const old = samples === samplesOf(before) ? before.rule : withoutPromises(before.rule);
  const found = { predictive, dataset: thresholds, pValues, alpha };
  const words = { ...asked, classes: before.classes, things };
  const chosen = chooseRule(context, fits ? withoutContract(old) : old, found, words);
  const rule = withSets(options, chosen, predictive, thresholds);
  await saveModel(out, { ...model, rule }, { signal, precision: await precisionOf(path) });

  const outcome: CalibrationOutcome = {
    model: out,
    rule,
    trainingImages: training?.count ?? 0,
    familiarityImages: fits ? familiarity!.count : 0,
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
      calibrationTable(outcome, ui, { things, classes: model.classes }),
      "",
      `rule ${formatRule(rule)}, ${samples} networks for each ${things.slice(0, -1)}`,
      `wrote ${out}`,
    ].join("\n"),
  );
}

async function pValuesOf(
  { options: { threads }, signal }: CommandContext<object>,
  { familiarity }: Model,
  dataset: Dataset,
): Promise<Float32Array> {
  const { pValues } = await familiarity!.score(dataset, { threads, signal });
  // What training had nothing like is refused whatever its p-value.
  const unseen = "unseen" in dataset ? dataset.unseen : undefined;
  return unseen === undefined ? pValues : pValues.map((p, row) => (unseen.has(row) ? 0 : p));
}

/** The model with another familiarity, or none. */
export function withFamiliarity(
  { familiarity: _, ...model }: Model,
  familiarity: Familiarity | undefined,
): Model {
  return familiarity === undefined ? model : { ...model, familiarity };
}

/** The kind of the model's familiarity; the default one where it has none. */
export function kindOf({ familiarity }: Model): FamiliarityKindName {
  return (familiarityKinds.find(({ kind }) => kind === familiarity?.kind) ?? familiarityKinds[0]).kind;
}

/**
 * The share of genuine images that the rule may call unfamiliar; undefined where it does without familiarity.
 *
 * @param fits Whether familiarity is fitted anew.
 */
export function alphaOf(
  { familiarity, rule }: Model,
  { alpha, familiarity: kind }: ModelPromiseOptions,
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
 * Throws `unmet` where none could have a p-value that small.
 * @param count How many calibrate p-values; what is `found` says it.
 */
export function checkAlpha(alpha: number, things: "images" | "rows", count: number, found: string): void {
  if (isUnfamiliar(1 / (count + 1), alpha)) return;
  throw new NescioError({
    code: "unmet",
    subject: "familiarity",
    expected: `at least ${Math.ceil(1 / alpha - 1)} ${things} to calibrate an alpha of ${alpha} by`,
    found,
    next: `Hold more ${things} out of training, say a greater --alpha, or --familiarity none.`,
  });
}

/** The same of another alpha for the familiarity that the model has. */
export function checkOwnAlpha(
  { alpha }: ModelPromiseOptions,
  { familiarity }: Model,
  things: "images" | "rows",
): void {
  if (alpha === undefined) return;
  const count = calibratedBy(familiarity!) ?? Infinity;
  checkAlpha(alpha, things, count, `${count} that the model's familiarity was calibrated by`);
}

/** The rule of the contract; without one the model's, with what familiarity is to be. */
function chooseRule(
  { options }: CommandContext<ModelPromiseOptions>,
  before: Rule,
  {
    predictive,
    dataset,
    pValues,
    alpha,
  }: {
    readonly predictive: Predictive;
    readonly dataset: Dataset;
    readonly pValues: Float32Array | undefined;
    readonly alpha: number | undefined;
  },
  { contract, ...words }: Asked & Pick<CalibrateRuleOptions, "classes" | "things">,
): Rule {
  if (contract !== undefined) {
    const rule = calibrateRule(predictive, dataset.labels!, {
      measure: options.score,
      ...{ contract, ...words },
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
  { coverage, sets: method }: ModelPromiseOptions,
  rule: Rule,
  predictive: Predictive,
  dataset: Dataset,
): Rule {
  if (coverage === undefined) return rule;
  return { ...rule, sets: calibrateSets(predictive, dataset.labels!, { method, coverage }) };
}
