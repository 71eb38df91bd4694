import type { Interval } from "./bootstrap.js";
import type { InDistribution, OutOfDistribution } from "./evaluation.js";
import { byBasis, type FigureFacts } from "./figure.js";
import { inDistributionFigures, outOfDistributionFigures } from "./figures.js";

/** One figure as an evaluation has it. */
export interface FigureReading {
  /** The key of the table. */
  readonly key: string;
  readonly figure: FigureFacts;
  /** null where these images have none. */
  readonly value: number | null;
  /** 95 %; null where there is none. */
  readonly interval: Interval | null;
}

/** The figures of an evaluation's in-distribution set, in the table's order. */
export function inDistributionReadings(set: InDistribution): FigureReading[] {
  return readings(inDistributionFigures, set);
}

/** The figures of one of an evaluation's out-of-distribution sets, in the table's order. */
export function outOfDistributionReadings(set: OutOfDistribution): FigureReading[] {
  return readings(outOfDistributionFigures, set);
}

/** Those of some readings that are shown in a place: figures of probabilities first, those of decisions after them. */
export function shownIn(place: FigureFacts["shown"][number], all: readonly FigureReading[]): FigureReading[] {
  return byBasis(
    all.filter(({ figure }) => figure.shown.includes(place)),
    ({ figure }) => figure,
  );
}

function readings(
  table: Readonly<Record<string, FigureFacts>>,
  set: InDistribution | OutOfDistribution,
): FigureReading[] {
  const intervals: Readonly<Record<string, Interval | null>> = set.intervals;
  return Object.entries(table).map(([key, figure]) => {
    return { key, figure, value: valueAt(set, figure.field ?? [key]), interval: intervals[key] ?? null };
  });
}

function valueAt(set: InDistribution | OutOfDistribution, path: readonly string[]): number | null {
  let found: unknown = set;
  for (const name of path) found = (found as Readonly<Record<string, unknown>>)[name];
  return found as number | null;
}
