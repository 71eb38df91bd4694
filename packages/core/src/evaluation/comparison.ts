import { NescioError } from "../errors.js";
import type { Interval } from "./bootstrap.js";
import type { Evaluation } from "./evaluation.js";
import type { FigureFacts } from "./figure.js";
import {
  inDistributionReadings,
  outOfDistributionReadings,
  shownIn,
  type FigureReading,
} from "./read-figures.js";

/** One figure of every evaluation that is compared. */
export interface ComparedFigure extends Pick<FigureFacts, "name" | "better" | "scale"> {
  /** The out-of-distribution set that it is about; none: the in-distribution one. */
  readonly dataset?: string;
  /** One for each evaluation; null where there is none. */
  readonly values: readonly (number | null)[];
  /** 95 % intervals, where the evaluations have them. */
  readonly intervals: readonly (Interval | null)[];
  /** Whether each value is the best there is; none where all are alike. */
  readonly best: readonly boolean[];
}

/**
 * The figures of several evaluations side by side, with the best of each marked: those of the tables that are shown in
 * a comparison. A difference within the intervals may be chance.
 *
 * @param evaluations - Of the same data sets in the same order; at least one.
 * @throws NescioError `invalid-data` for none, or where the data sets differ.
 */
export function compareEvaluations(evaluations: readonly Evaluation[]): ComparedFigure[] {
  checkAlike(evaluations);
  const known = evaluations.map(({ inDistribution }) => inDistributionReadings(inDistribution));
  return [
    ...sideBySide(known),
    ...evaluations[0].outOfDistribution.flatMap(({ dataset }, i) => {
      const read = evaluations.map(({ outOfDistribution }) =>
        outOfDistributionReadings(outOfDistribution[i]),
      );
      return sideBySide(read).map((figure) => ({ dataset, ...figure }));
    }),
  ];
}

/** @param read - Of each evaluation, the readings of the same set. */
function sideBySide(read: readonly (readonly FigureReading[])[]): ComparedFigure[] {
  const shown = read.map((each) => shownIn("comparison", each));
  return shown[0].map(({ figure: { name, better, scale } }, row) => {
    const values = shown.map((each) => each[row].value);
    const there = values.filter((value) => value !== null);
    const best = better === "higher" ? Math.max(...there) : Math.min(...there);
    const differ = values.some((value) => value !== best);
    const intervals = shown.map((each) => each[row].interval);
    return { name, better, scale, values, intervals, best: values.map((value) => differ && value === best) };
  });
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
