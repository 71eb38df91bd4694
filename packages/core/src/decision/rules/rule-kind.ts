import type { Predictive } from "../../predictive/predictive.js";
import type { Decision, RuleExtras } from "../rule.js";

/** The values that a rule's number may have, both ends included. */
export interface Range {
  readonly least: number;
  /** Infinity where there is no bound; the number itself is always finite. */
  readonly most: number;
  /** Worded to follow "expected". */
  readonly expected: string;
  /** For the help: "from 0 to 1", "in nats". */
  readonly note: string;
  /** A number of this range in a sentence, with its unit where it has one. */
  readonly format: (value: number) => string;
}

/** A probability, or another share of one. */
export const share: Range = {
  least: 0,
  most: 1,
  expected: "a share between 0 and 1",
  note: "from 0 to 1",
  format: (value) => String(+value.toFixed(4)),
};

/** An information, in natural units. */
export const nats: Range = {
  least: 0,
  most: Infinity,
  expected: "a finite number, 0 or more",
  note: "in nats",
  format: (value) => `${+value.toPrecision(4)} nats`,
};

/** Whether a value from anywhere is a finite number in a range. */
export function isInRange(value: unknown, { least, most }: Range): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= least && value <= most;
}

/** One of a rule's numbers. */
export interface Parameter {
  /** The field of the rule. */
  readonly name: string;
  /** How the form of its text calls it: the `T` of `entropy:T`. */
  readonly symbol: string;
  readonly range: Range;
}

/** What a rule reads of the sampled probabilities of a class: their q-quantile, or their mean. */
export type Statistic = number | "mean";

/** The threshold of a class's answers. */
export interface ClassThreshold {
  readonly label: number;
  /** null: the class is never answered. */
  readonly threshold: number | null;
}

/** What the table of rules knows of each: a record of numbers under a name. */
export type RuleRecord = RuleExtras & { readonly kind: string };

/** All there is to say about one kind of rule; see the table in `rules/index.ts`. */
export interface RuleKind<R extends RuleRecord = RuleRecord> {
  readonly kind: R["kind"];
  /** The rule's numbers, in the order of its text. */
  readonly parameters: readonly Parameter[];

  /** Decisions on a checked predictive, without familiarity. */
  decide(predictive: Predictive, rule: R): Decision[];
  /**
   * What `Decision.score` is without familiarity, where it is a probability: its name, and the line over which images are
   * answered. Undefined where it is the headroom.
   */
  probabilityScore(rule: R): { readonly name: string; readonly line: number } | undefined;
  /** How far a decision lies on the safe side of the condition, as a ratio: at least 1 where answered, at most 1 where refused. */
  headroom(decision: Decision, rule: R): number;

  /**
   * Why a decision of this rule came out as it did, in words that follow the answer. Not for `unfamiliar`.
   * @param information Mutual information of class and network, in nats, where it is known.
   */
  explain(decision: Decision, rule: R, classes: readonly string[], information?: number): string;
  /** When the rule answers, to follow "answer where". */
  condition(rule: R): string;

  /** What `Decision.probabilities` are. */
  statistic(rule: R): Statistic;
  /** The probability over which a class is answered, where the rule has one: a line in the drawings. */
  probabilityLine(rule: R): number | undefined;
  /** What happens where the condition is not met, in whole sentences. */
  readonly otherwise: string;
}

/** "mean", "median", "10 % quantile". */
export function statisticName(statistic: Statistic): string {
  if (statistic === "mean") return statistic;
  return statistic === 0.5 ? "median" : `${+(100 * statistic).toFixed(1)}\u00a0% quantile`;
}

/** A probability in a sentence, rounded down, so that "at least" stays true. */
export const floored = (probability: number): string => (Math.floor(probability * 1000) / 1000).toFixed(3);
