import { NescioError } from "../errors.js";
import type { Interval } from "./bootstrap.js";
import type { Evaluation } from "./evaluation.js";

/** One figure of every evaluation that is compared. */
export interface ComparedFigure {
  /** Short name: "AUROC". */
  readonly name: string;
  /** The out-of-distribution set that it is about; none: the model's own kind. */
  readonly dataset?: string;
  readonly better: "higher" | "lower";
  /** How it is to be written: a share as a percentage, an area under a ROC curve such that only 1 is written as 1. */
  readonly scale: Scale;
  /** One for each evaluation; null where there is none. */
  readonly values: readonly (number | null)[];
  /** 95 % intervals, where the evaluations have them. */
  readonly intervals: readonly (Interval | null)[];
  /** Whether each value is the best there is; none where all are alike. */
  readonly best: readonly boolean[];
}

type Scale = "share" | "area" | "number";

interface Definition {
  readonly name: string;
  readonly better: "higher" | "lower";
  readonly scale: Scale;
}

type OwnKey = "forcedAccuracy" | "nll" | "brier" | "refused" | "accuracyOnAccepted" | "augrc";

const own: readonly (Definition & { readonly key: OwnKey | "ece" })[] = [
  { key: "forcedAccuracy", name: "right if forced", better: "higher", scale: "share" },
  { key: "nll", name: "NLL", better: "lower", scale: "number" },
  { key: "brier", name: "Brier", better: "lower", scale: "number" },
  { key: "ece", name: "ECE", better: "lower", scale: "number" },
  { key: "augrc", name: "AUGRC", better: "lower", scale: "number" },
  { key: "refused", name: "refused", better: "lower", scale: "share" },
  { key: "accuracyOnAccepted", name: "right when answered", better: "higher", scale: "share" },
];

const others: readonly (Definition & { readonly key: "refused" | "auroc" })[] = [
  { key: "refused", name: "refused", better: "higher", scale: "share" },
  { key: "auroc", name: "AUROC", better: "higher", scale: "area" },
];

/**
 * The figures of several evaluations side by side, with the best of each marked. A difference within the intervals
 * may be chance.
 *
 * @param evaluations - Of the same data sets in the same order; at least one.
 * @throws NescioError `invalid-data` for none, or where the data sets differ.
 */
export function compareEvaluations(evaluations: readonly Evaluation[]): ComparedFigure[] {
  checkAlike(evaluations);
  const ofOwn = own.map(({ key, ...definition }) =>
    figure(
      definition,
      evaluations.map(({ inDistribution }) => inDistribution[key]),
      evaluations.map(({ inDistribution }) => (key === "ece" ? null : inDistribution.intervals[key])),
    ),
  );
  const ofOthers = evaluations[0].outOfDistribution.flatMap(({ dataset }, i) =>
    others.map(({ key, ...definition }) => ({
      dataset,
      ...figure(
        definition,
        evaluations.map(({ outOfDistribution }) => outOfDistribution[i][key]),
        evaluations.map(({ outOfDistribution }) => outOfDistribution[i].intervals[key]),
      ),
    })),
  );
  return [...ofOwn, ...ofOthers];
}

function figure(
  definition: Definition,
  values: readonly (number | null)[],
  intervals: readonly (Interval | null)[],
): ComparedFigure {
  const there = values.filter((value) => value !== null);
  const best = definition.better === "higher" ? Math.max(...there) : Math.min(...there);
  const differ = values.some((value) => value !== best);
  return { ...definition, values, intervals, best: values.map((value) => differ && value === best) };
}

function checkAlike(evaluations: readonly Evaluation[]): void {
  const wrong = (expected: string, found: string): never => {
    throw new NescioError({ code: "invalid-data", subject: "comparison", expected, found });
  };
  if (evaluations.length === 0) wrong("at least one evaluation", "none");
  const names = evaluations.map(({ inDistribution, outOfDistribution }) =>
    [inDistribution, ...outOfDistribution].map(({ dataset, images }) => `${dataset} (${images})`).join(", "),
  );
  const other = names.find((name) => name !== names[0]);
  if (other !== undefined) wrong(`evaluations of the same images, ${names[0]}`, other);
}
