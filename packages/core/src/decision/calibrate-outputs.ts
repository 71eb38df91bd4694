import { NescioError } from "../errors.js";
import { isUnfamiliar } from "../familiarity/unfamiliar.js";
import { defaultSeed } from "../math/random.js";
import { randomStream } from "../math/streams.js";
import { checkLabels } from "../predictive/labels.js";
import { negativeLogLikelihood } from "../predictive/negative-log-likelihood.js";
import type { Predictive } from "../predictive/predictive.js";
import type { OutputKind } from "../predictive/predictive-from.js";
import { fitTemperature, withTemperature } from "../predictive/temperature.js";
import { checkFraction } from "../validation.js";
import { calibrateRule, type CalibrateRuleOptions } from "./calibrate-rule.js";
import { decide } from "./decide.js";
import {
  checkFeatures,
  featuresOf,
  fitFeatures,
  scoreFeatures,
  type FeatureFamiliarity,
  type Features,
  type Metric,
} from "./feature-familiarity.js";
import type { OutputRule } from "./output-rule.js";
import { defaultRule } from "./preset-rules.js";
import { calibrateSets } from "./prediction-sets.js";
import type { Contract, Decision, Measure, SetRule } from "./rule.js";

export interface CalibrateOutputsOptions {
  /** Class names, one for each output, in their order. */
  readonly classes: readonly string[];
  /**
   * What the outputs were, and the columns they were in, one for each class, sample by sample: written down, so that new ones
   * are read alike.
   */
  readonly kind: OutputKind;
  readonly columns?: readonly string[] | undefined;
  /** What to promise, and prediction sets of this coverage; one of them at least. */
  readonly contract?: Contract | undefined;
  readonly coverage?: number | undefined;
  /** Of a contract by class: whether one that nothing can be promised of is never answered. Default: the contract is `unmet`. */
  readonly hopeless?: CalibrateRuleOptions["hopeless"];
  /** How sets are made. Default `lac`. */
  readonly sets?: SetRule["method"] | undefined;
  /** What rows are like: those that look like none that is known are refused. Default: nothing is looked at but the outputs. */
  readonly features?: CalibrationFeatures | undefined;
  /** What the threshold is on. Default `max-probability`. */
  readonly measure?: Measure | undefined;
  /** Whether a temperature may be fitted, on a fifth of the rows, which then have no part in the promise. Default true. */
  readonly temperature?: boolean | undefined;
  /** Name of the rows, for the record. */
  readonly dataset: string;
  /** Chooses those rows. Default `defaultSeed`. */
  readonly seed?: number | undefined;
}

export interface CalibrationFeatures {
  /** Of each row. */
  readonly own: Features;
  /** Of rows that the model was trained on, or others of their kind. Default: two fifths of the rows, with no other part. */
  readonly reference?: Features | undefined;
  /** Share of genuine rows that may be called unfamiliar. Default 0.01. */
  readonly alpha?: number | undefined;
  readonly metric?: Metric | undefined;
  readonly columns?: readonly string[] | undefined;
}

/** Shares of the rows that calibrate familiarity, at most so many, and that it looks for neighbours among. */
const FAMILIAR = 0.2;
const MOST_FAMILIAR = 2000;
const REFERENCE = 0.4;

/** Share of the rows that a temperature is fitted on, and how many there have to be of them. */
const FITTING = 0.2;
const LEAST_FITTING = 100;
/** By so much the rows' log-likelihood has to grow, in nats: a likelihood ratio that chance alone has once in twenty times. */
const WORTH = 1.92;

/**
 * A rule for what another model says of rows, by rows that it was not trained on: with the promise that is asked for, prediction
 * sets, and a temperature where that makes the probabilities better ones. The promise is found on rows that nothing else was chosen by.
 *
 * @param labels One for each row.
 * @throws NescioError `unmet` where these rows do not allow the promise, saying what they allow; `invalid-data`,
 * `invalid-option` for malformed input.
 */
export function calibrateOutputs(
  predictive: Predictive,
  labels: ArrayLike<number>,
  options: CalibrateOutputsOptions,
): OutputRule {
  const { classes, kind, columns, contract, coverage, dataset, seed = defaultSeed } = options;
  checkLabels(labels, predictive.images, predictive.classes);
  checkAsked(predictive, options);
  if (options.features !== undefined) checkRows(options.features.own, predictive.images);
  const order = randomStream("temperature", seed).permutation(predictive.images);
  const all = { predictive, labels: Uint32Array.from(labels) };
  const fitting = Math.floor(predictive.images * FITTING);
  const fits = options.temperature !== false && fitting >= LEAST_FITTING;
  const temperature = fits ? worthwhile(rowsOf(all, order.slice(0, fitting))) : undefined;
  const spent = order.slice(fits ? fitting : 0);
  const known = options.features && familiarityOf(spent, options.features, seed);
  const rest = known?.rest ?? spent;
  const own = rest.length === predictive.images ? all : rowsOf(all, rest);
  const scaled = temperature === undefined ? own.predictive : withTemperature(own.predictive, temperature);
  const measure = options.measure ?? "max-probability";
  const alpha = known === undefined ? {} : { alpha: known.alpha };
  const rule =
    contract === undefined
      ? { ...defaultRule, ...alpha }
      : calibrateRule(scaled, own.labels, {
          ...{ measure, contract, hopeless: options.hopeless, dataset, seed },
          ...{ classes, things: "rows" },
          familiar: known,
        });
  const sets =
    coverage === undefined
      ? {}
      : { sets: calibrateSets(scaled, own.labels, { method: options.sets ?? "lac", coverage }) };
  return {
    classes,
    outputs: { kind, samples: predictive.samples, ...(columns === undefined ? {} : { columns }) },
    ...(temperature === undefined ? {} : { temperature }),
    rule: { ...rule, ...sets },
    ...(known === undefined ? {} : { familiarity: known.familiarity }),
  };
}

/**
 * What the rule of another model's outputs makes of each row.
 *
 * @param features Of the rows, where the rule looks at them.
 * @throws NescioError `invalid-data` for outputs or features of other sizes; `invalid-option` without features that it needs.
 */
export function decideOutputs(
  predictive: Predictive,
  { classes, temperature, rule, familiarity }: OutputRule,
  features?: Features,
): Decision[] {
  if (classes.length !== predictive.classes) {
    throw new NescioError({
      code: "invalid-data",
      subject: "outputs",
      expected: `${classes.length} classes, as the rule has them`,
      found: String(predictive.classes),
    });
  }
  const scaled = temperature === undefined ? predictive : withTemperature(predictive, temperature);
  if (familiarity === undefined) return decide(scaled, rule);
  if (features === undefined) {
    throw new NescioError({
      code: "invalid-option",
      subject: "features",
      expected: `${familiarity.dimensions} numbers of each row, which the rule looks at`,
      found: "none",
    });
  }
  const { pValues, tails } = scoreFeatures(familiarity, features);
  return decide(scaled, rule, pValues, tails);
}

function checkAsked(predictive: Predictive, { classes, contract, coverage }: CalibrateOutputsOptions): void {
  const refuse = (subject: string, expected: string, found: string): never => {
    throw new NescioError({ code: "invalid-option", subject, expected, found });
  };
  if (classes.length !== predictive.classes) {
    refuse("classes", `${predictive.classes} names, one for each output`, String(classes.length));
  }
  const twice = classes.find((name, i) => classes.indexOf(name) < i);
  if (twice !== undefined)
    refuse("classes", "names that are all different", `${JSON.stringify(twice)} twice`);
  if (contract === undefined && coverage === undefined)
    refuse("calibrateOutputs", "a contract or a coverage", "neither");
}

function checkRows(features: Features, rows: number): void {
  const found = checkFeatures(features, features.dimensions, "features");
  if (found === rows) return;
  const expected = `those of the ${rows} rows`;
  throw new NescioError({ code: "invalid-data", subject: "features", expected, found: `of ${found} rows` });
}

interface Rows {
  readonly predictive: Predictive;
  readonly labels: Uint32Array;
}

/** The temperature of some rows, where it is worth it. */
function worthwhile({ predictive, labels }: Rows): number | undefined {
  const before = negativeLogLikelihood(predictive, labels);
  // A probability of 0 for what is so: no temperature mends that.
  if (before === Infinity) return undefined;
  const temperature = fitTemperature(predictive, labels);
  const after = negativeLogLikelihood(withTemperature(predictive, temperature), labels);
  return (before - after) * predictive.images > WORTH ? temperature : undefined;
}

/** Familiarity by some of the rows, and what it says of the rest of them. */
function familiarityOf(
  rows: Uint32Array,
  { own, reference, alpha = 0.01, metric, columns }: CalibrationFeatures,
  seed: number,
): {
  readonly familiarity: FeatureFamiliarity;
  readonly alpha: number;
  readonly rest: Uint32Array;
  readonly pValues: Float32Array;
} {
  checkFraction("alpha", alpha);
  const calibrating = Math.min(MOST_FAMILIAR, Math.floor(rows.length * FAMILIAR));
  if (!isUnfamiliar(1 / (calibrating + 1), alpha)) {
    throw new NescioError({
      code: "unmet",
      subject: "familiarity",
      expected: `at least ${Math.ceil(1 / alpha - 1)} rows to calibrate an alpha of ${alpha} by`,
      found: `${calibrating}, a fifth of ${rows.length}`,
      next: "Hold more rows out, or allow a greater share to be unfamiliar.",
    });
  }
  const bank = reference === undefined ? Math.floor(rows.length * REFERENCE) : 0;
  const rest = rows.slice(calibrating + bank);
  const familiarity = fitFeatures(
    reference ?? featuresOf(own, rows.slice(calibrating, calibrating + bank)),
    featuresOf(own, rows.slice(0, calibrating)),
    { metric, columns, seed },
  );
  rest.sort();
  return { familiarity, alpha, rest, pValues: scoreFeatures(familiarity, featuresOf(own, rest)).pValues };
}

/** Some of the rows, in the order in which they stand. */
function rowsOf({ predictive: { samples, classes, logProbs }, labels }: Rows, chosen: Uint32Array): Rows {
  const rows = chosen.slice().sort();
  const each = samples * classes;
  const own = new Float32Array(rows.length * each);
  rows.forEach((row, i) => {
    own.set(logProbs.subarray(row * each, (row + 1) * each), i * each);
  });
  return {
    predictive: { images: rows.length, samples, classes, logProbs: own },
    labels: Uint32Array.from(rows, (row) => labels[row]),
  };
}
