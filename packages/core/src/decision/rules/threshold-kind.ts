import type { Predictive } from "../../predictive/predictive.js";
import { headroom } from "../headroom.js";
import { measuresOf, type Measures } from "../../predictive/measures.js";
import { NescioError } from "../../errors.js";
import type { Decision, RuleExtras } from "../rule.js";
import { floored, type ClassThreshold, type Range, type RuleKind } from "./rule-kind.js";

/** A rule of one number: the threshold on something that is measured of the sampled probabilities. */
interface ThresholdRecord<Kind extends string> extends RuleExtras {
  readonly kind: Kind;
  readonly threshold: number;
  readonly byClass?: readonly ClassThreshold[] | undefined;
}

/** What sets one threshold rule apart from another. */
interface Declaration<Kind extends string> {
  readonly kind: Kind;
  /** What is measured, worded to stand before "is at least". */
  readonly measured: string;
  /** The values that it may have, and the threshold with it. */
  readonly range: Range;
  /** Which side of the threshold is answered. A measure that is surer where it is high needs a range with an end. */
  readonly surer: "high" | "low";
  /**
   * What has to stay low for an answer, at least 0: the measure itself where low is surer, else the end of its range less
   * the measure, without the cancellation of that subtraction.
   */
  readonly risk: (measures: Measures) => number;
  /** Whether the measure is the probability of the class that is answered, and the threshold a line in the drawings. */
  readonly isProbability?: boolean;
}

/** A kind of rule that answers the class of the highest mean probability where a measure is on one side of a threshold. */
export interface ThresholdKind<Kind extends string = string> extends RuleKind<ThresholdRecord<Kind>> {
  /** What of an image's measures has to stay low for an answer. */
  readonly risk: (measures: Measures) => number;
  /** How high that may be under a threshold. */
  readonly limitOf: (threshold: number) => number;
  /** The threshold of a rule that answers where the risk is at most `limit`. */
  readonly thresholdFor: (limit: number) => number;
  /** A threshold under which everything is answered. */
  readonly laxest: (classes: number) => number;
}

/** What rounding adds to an entropy at most. */
const ROUNDING = 1e-3;

/** Whether a kind of rule is of this file: it can be calibrated. */
export function isThresholdKind(kind: RuleKind): kind is ThresholdKind {
  return "risk" in kind;
}

/**
 * A rule with a threshold on a number, from what the number is. Where the threshold is missed the image is refused:
 * `ambiguous` where each network hesitates between the same two classes (mutual information at most half of the entropy,
 * 80 % of the mean probability on the two), else `uncertain`.
 */
export function thresholdKind<const Kind extends string>(declared: Declaration<Kind>): ThresholdKind<Kind> {
  const { kind, measured, range, surer, risk } = declared;
  const limitOf = (threshold: number): number => (surer === "high" ? range.most - threshold : threshold);
  const bound = (threshold: number): string =>
    `${surer === "high" ? "at least" : "at most"} ${range.format(threshold)}`;
  return {
    kind,
    parameters: [{ name: "threshold", symbol: "T", range }],
    probabilityScore: () => undefined,
    headroom: ({ score }) => score,
    risk,
    limitOf,
    thresholdFor: (limit) => {
      if (surer === "low") return limit;
      const threshold = range.most - limit;
      // Rounding may have taken a little off what is left to the end of the range.
      return limitOf(threshold) < limit ? Math.max(range.least, threshold - 2 ** -53) : threshold;
    },
    laxest: (classes) => (surer === "high" ? range.least : Math.log(classes) + ROUNDING),
    decide: (predictive, rule) => decideByRisk(predictive, risk, limitsOf(rule, predictive.classes, limitOf)),
    explain: ({ kind: outcome, best, labels, probabilities }, rule, classes, information) => {
      const threshold = thresholdOf(rule, best);
      const probability = floored(probabilities[best]);
      if (outcome === "answer" && threshold !== null) {
        return `the mean probability is ${probability}; ${measured} is ${bound(threshold)}`;
      }
      if (threshold === null) {
        return `uncertain: ${classes[best]} comes nearest with ${probability}, and is never answered: nothing could be promised of it`;
      }
      const why =
        outcome === "ambiguous"
          ? `ambiguous: the networks agree that it is between ${labels.map((label) => classes[label]).join(" and ")}`
          : `uncertain: ${doubtOf(probabilities, information)}; ${classes[best]} comes nearest with ${probability}`;
      return `${why}; ${measured} is not ${bound(threshold)}`;
    },
    condition: ({ threshold, byClass }) => {
      if (byClass === undefined) return `${measured} is ${bound(threshold)}`;
      const own = byClass.length === 1 ? "a class has" : `${byClass.length} classes have`;
      return `${measured} is ${bound(threshold)}, or at the threshold that ${own} alone`;
    },
    statistic: () => "mean",
    probabilityLine: ({ threshold, byClass }) =>
      declared.isProbability === true && byClass === undefined ? threshold : undefined,
    otherwise:
      "Where the threshold is missed, the model says “I don't know”: the image is ambiguous where its networks agree that " +
      "it is between two classes, and uncertain where they disagree or each hesitates between several.",
  };
}

/** What kind of doubt there is where it is not between two classes: whose are the larger part of the entropy. */
function doubtOf(means: Float32Array, information: number | undefined): string {
  const [differing, alike] = ["the networks disagree", "each network hesitates between several classes"];
  if (information === undefined) return `${differing}, or ${alike}`;
  const entropy = means.reduce((sum, p) => (p > 0 ? sum - p * Math.log(p) : sum), 0);
  return entropy - information < information ? differing : alike;
}

/** The threshold that goes for what a class is the most probable of. */
function thresholdOf({ threshold, byClass = [] }: ThresholdRecord<string>, best: number): number | null {
  const own = byClass.find(({ label }) => label === best);
  return own === undefined ? threshold : own.threshold;
}

/** By the most probable class how high the risk may be; undefined: it is never answered. */
function limitsOf(
  { threshold, byClass = [] }: ThresholdRecord<string>,
  classes: number,
  limitOf: (threshold: number) => number,
): (best: number) => number | undefined {
  const last = byClass.at(-1)?.label ?? 0;
  if (last >= classes) {
    throw new NescioError({
      code: "invalid-option",
      subject: "rule",
      expected: `thresholds of the ${classes} classes that there are`,
      found: `one of class ${last}`,
    });
  }
  const limits = new Array<number | undefined>(classes).fill(limitOf(threshold));
  for (const own of byClass) limits[own.label] = own.threshold === null ? undefined : limitOf(own.threshold);
  return (best) => limits[best];
}

/** Decisions on a checked predictive; the mean probabilities of all images share one buffer. */
function decideByRisk(
  predictive: Predictive,
  risk: (measures: Measures) => number,
  limitOf: (best: number) => number | undefined,
): Decision[] {
  const { images, classes } = predictive;
  const probabilities = new Float32Array(images * classes);
  const means = new Float64Array(classes);
  return Array.from({ length: images }, (_, image) => {
    const measures = measuresOf(predictive, image, means);
    const own = probabilities.subarray(image * classes, (image + 1) * classes);
    own.set(means);
    const { best } = measures;
    const limit = limitOf(best);
    const score = limit === undefined ? 0 : headroom(limit, risk(measures));
    if (score >= 1)
      return { kind: "answer", refused: false, labels: [best], best, probabilities: own, score };
    const pair = limit === undefined ? undefined : pairInQuestion(measures);
    const kind = pair === undefined ? "uncertain" : "ambiguous";
    return { kind, refused: true, labels: pair ?? [], best, probabilities: own, score };
  });
}

/** The share of the mean probability that two classes hold together where an image is between these two. */
const shareOfTwo = 0.8;

/**
 * The two most probable classes, where they hold most of the probability and at least half of the entropy is the mean
 * entropy of the single networks: each of them hesitates, rather than all of them differing.
 */
function pairInQuestion({
  means,
  best,
  second,
  entropy,
  information,
}: Measures): readonly number[] | undefined {
  if (second === undefined || entropy - information < information) return undefined;
  return means[best] + means[second] >= shareOfTwo ? [best, second] : undefined;
}
