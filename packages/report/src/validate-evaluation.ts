import type { ByClass, Evaluation, InDistribution, Reasons, Rule } from "@nescio/core";
import {
  inDistributionReadings,
  isInRange,
  outOfDistributionReadings,
  ruleKindOf,
  type FigureReading,
} from "@nescio/core/internal";
import { checkAmount, checkCount, checkInterval, checkShare, checkWithin } from "./checks.js";
import { invalidReport as wrong } from "./words.js";

/** Without the schema of rules: it would bring a library along that is an eighth of what a page loads for reports. */
function checkRule(rule: Rule): void {
  const values = new Map<string, unknown>(Object.entries(rule));
  for (const { name, range } of ruleKindOf(rule).parameters) {
    const value = values.get(name);
    if (!isInRange(value, range)) throw wrong(`rule, ${name}`, range.expected, String(value));
  }
  if (rule.alpha !== undefined) checkShare("rule, alpha", rule.alpha);
}

/** What the tables of figures say that a value can be. */
function checkFigures(dataset: string, readings: readonly FigureReading[]): void {
  for (const { key, figure, value, interval } of readings) {
    if (value !== null) checkWithin(`${dataset}, ${key}`, value, figure.range);
    if (interval !== null) checkInterval(`${dataset}, interval of ${key}`, interval);
  }
}

function checkReasons(dataset: string, reasons: Reasons): void {
  for (const [reason, share] of Object.entries(reasons)) {
    checkShare(`${dataset}, share refused as ${reason}`, share as number);
  }
}

/** Counts that are whole, and a row and a column for each class. */
function checkByClass(dataset: string, { classes, confusion, refused }: ByClass): void {
  const where = `${dataset}, confusion matrix`;
  const rows = [...confusion, refused];
  for (const row of rows) {
    if (row.length !== classes.length || confusion.length !== classes.length) {
      throw wrong(
        where,
        `a row and a column for each of the ${classes.length} classes`,
        `${confusion.length} × ${row.length}`,
      );
    }
    const bad = row.find((images) => !Number.isSafeInteger(images) || images < 0);
    if (bad !== undefined) throw wrong(where, "counts of images", String(bad));
  }
  for (const { name, forcedRecall, forcedPrecision } of classes) {
    checkShare(`${dataset}, recall of ${name}`, forcedRecall ?? 0);
    checkShare(`${dataset}, precision of ${name}`, forcedPrecision ?? 0);
  }
}

function checkCurves({ dataset, reliability, riskCoverage }: InDistribution): void {
  if (riskCoverage.length === 0) throw wrong(`${dataset}, risk and coverage`, "at least one point", "none");
  for (const { coverage, risk } of riskCoverage) {
    checkShare(`${dataset}, coverage`, coverage);
    checkShare(`${dataset}, risk`, risk);
  }
  for (const { confidence, accuracy, count } of reliability) {
    checkShare(`${dataset}, confidence`, confidence);
    checkShare(`${dataset}, accuracy`, accuracy);
    checkCount(`${dataset}, images of a confidence`, count);
  }
}

/** Checks the figures; throws `invalid-data` naming the first that does not fit. */
export function checkEvaluation(evaluation: Evaluation): void {
  const own = evaluation.inDistribution;
  checkCount("samples", evaluation.samples);
  checkRule(evaluation.rule);
  checkCount(own.dataset + ", images", own.images);
  checkFigures(own.dataset, inDistributionReadings(own));
  checkReasons(own.dataset, own.reasons);
  checkCurves(own);
  checkByClass(own.dataset, own.byClass);
  for (const other of evaluation.outOfDistribution) {
    checkCount(`${other.dataset}, images`, other.images);
    checkFigures(other.dataset, outOfDistributionReadings(other));
    checkReasons(other.dataset, other.reasons);
  }
  for (const { corruption, points } of evaluation.corruptions ?? []) {
    if (points.length === 0) throw wrong(`corruption ${corruption}`, "at least one strength", "none");
    for (const { strength, forcedAccuracy, refused, accuracyOnAccepted } of points) {
      const where = `corruption ${corruption}, strength ${strength}`;
      checkAmount(where, strength);
      for (const share of [forcedAccuracy, refused, accuracyOnAccepted ?? 0]) checkShare(where, share);
    }
  }
  checkAmount("prediction, seconds", evaluation.prediction.seconds);
  if (evaluation.training !== undefined) {
    const { lossPerImageByEpoch, seconds, msPerStep } = evaluation.training;
    checkAmount("training, seconds", seconds);
    checkAmount("training, msPerStep", msPerStep);
    lossPerImageByEpoch.forEach((loss, epoch) => {
      if (!Number.isFinite(loss)) {
        throw wrong(`training, loss of epoch ${epoch + 1}`, "a finite number", String(loss));
      }
    });
  }
}
