import { NescioError } from "../errors.js";
import { defaultSeed } from "../math/random.js";
import { randomStream } from "../math/streams.js";
import { checkLabels } from "../predictive/labels.js";
import { negativeLogLikelihood } from "../predictive/negative-log-likelihood.js";
import type { Predictive } from "../predictive/predictive.js";
import type { OutputKind } from "../predictive/predictive-from.js";
import { fitTemperature, withTemperature } from "../predictive/temperature.js";
import { calibrateRule, type CalibrateRuleOptions } from "./calibrate-rule.js";
import { decide } from "./decide.js";
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
  /** What the threshold is on. Default `max-probability`. */
  readonly measure?: Measure | undefined;
  /** Whether a temperature may be fitted, on a fifth of the rows, which then have no part in the promise. Default true. */
  readonly temperature?: boolean | undefined;
  /** Name of the rows, for the record. */
  readonly dataset: string;
  /** Chooses those rows. Default `defaultSeed`. */
  readonly seed?: number | undefined;
}

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
  const { temperature, rest: own = { predictive, labels } } =
    options.temperature === false ? {} : parted(predictive, labels, seed);
  const scaled = temperature === undefined ? own.predictive : withTemperature(own.predictive, temperature);
  const measure = options.measure ?? "max-probability";
  const rule =
    contract === undefined
      ? defaultRule
      : calibrateRule(scaled, own.labels, {
          ...{ measure, contract, hopeless: options.hopeless, dataset, seed },
          ...{ classes, things: "rows" },
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
  };
}

/** What the rule of another model's outputs makes of each row. */
export function decideOutputs(
  predictive: Predictive,
  { classes, temperature, rule }: OutputRule,
): Decision[] {
  if (classes.length !== predictive.classes) {
    throw new NescioError({
      code: "invalid-data",
      subject: "outputs",
      expected: `${classes.length} classes, as the rule has them`,
      found: String(predictive.classes),
    });
  }
  return decide(temperature === undefined ? predictive : withTemperature(predictive, temperature), rule);
}

function checkAsked(predictive: Predictive, { classes, contract, coverage }: CalibrateOutputsOptions): void {
  const refuse = (subject: string, expected: string, found: string): never => {
    throw new NescioError({ code: "invalid-option", subject, expected, found });
  };
  if (classes.length !== predictive.classes) {
    refuse("classes", `${predictive.classes} names, one for each output`, String(classes.length));
  }
  const twice = classes.find((name, i) => classes.indexOf(name) < i);
  if (twice !== undefined) refuse("classes", "names that are all different", `${JSON.stringify(twice)} twice`);
  if (contract === undefined && coverage === undefined)
    refuse("calibrateOutputs", "a contract or a coverage", "neither");
}

interface Rows {
  readonly predictive: Predictive;
  readonly labels: Uint32Array;
}

/** A temperature, fitted on some of the rows, and the rest; neither where there are too few rows, or it is not worth it. */
function parted(
  predictive: Predictive,
  labels: ArrayLike<number>,
  seed: number,
): { readonly temperature?: number | undefined; readonly rest?: Rows } {
  const count = Math.floor(predictive.images * FITTING);
  if (count < LEAST_FITTING) return {};
  const order = randomStream("temperature", seed).permutation(predictive.images);
  const fitting = rowsOf(predictive, labels, order.slice(0, count).sort());
  const rest = rowsOf(predictive, labels, order.slice(count).sort());
  const before = negativeLogLikelihood(fitting.predictive, fitting.labels);
  // A probability of 0 for what is so: no temperature mends that.
  if (before === Infinity) return { rest };
  const temperature = fitTemperature(fitting.predictive, fitting.labels);
  const after = negativeLogLikelihood(withTemperature(fitting.predictive, temperature), fitting.labels);
  return { temperature: (before - after) * count > WORTH ? temperature : undefined, rest };
}

function rowsOf(
  { samples, classes, logProbs }: Predictive,
  labels: ArrayLike<number>,
  rows: Uint32Array,
): Rows {
  const each = samples * classes;
  const chosen = new Float32Array(rows.length * each);
  rows.forEach((row, i) => {
    chosen.set(logProbs.subarray(row * each, (row + 1) * each), i * each);
  });
  return {
    predictive: { images: rows.length, samples, classes, logProbs: chosen },
    labels: Uint32Array.from(rows, (row) => labels[row]),
  };
}
