import { quantileInPlace, type Statistic } from "@nescio/core/internal";
import { toAxis, type LogProbAxis } from "./axis.js";
import { histogram, type Histogram } from "./histogram.js";
import type { GalleryItem } from "./report-data.js";

/** What the picture of one image shows about one class. */
export interface ClassRow {
  readonly label: number;
  readonly isTrue: boolean;
  /** Whether the class is answered. */
  readonly answered: boolean;
  /** Median of the sampled probabilities. */
  readonly median: number;
  /** What the rule reads: a quantile of the sampled probabilities, or their mean. */
  readonly value: number;
  /** Its logarithm, finite where the value itself is too small for a number. */
  readonly logValue: number;
  /** Of the sampled log-probabilities, in positions on the axis. */
  readonly histogram: Histogram;
}

/** More classes than this, and only the most probable are drawn. */
export const mostRows = 12;

/** The classes to draw, in class order: all, or the most probable and the true one. */
function classesShown(item: GalleryItem, classes: number): number[] {
  const all = Array.from({ length: classes }, (_, label) => label);
  if (classes <= mostRows) return all;
  const { probabilities } = item.decision;
  const chosen = all.sort((a, b) => probabilities[b] - probabilities[a] || a - b).slice(0, mostRows);
  if (item.label !== undefined && !chosen.includes(item.label)) chosen.push(item.label);
  return chosen.sort((a, b) => a - b);
}

/** The rows of one image's picture, in class order, with `bins` bins on the axis and the statistic that the rule reads. */
export function classRows(
  item: GalleryItem,
  classes: number,
  axis: LogProbAxis,
  bins: number,
  statistic: Statistic,
): ClassRow[] {
  const samples = item.logProbs.length / classes;
  return classesShown(item, classes).map((label) => {
    const logProbs = Float64Array.from({ length: samples }, (_, s) =>
      Math.min(0, item.logProbs[s * classes + label]),
    );
    const q = statistic === "mean" ? 0.5 : statistic;
    const value =
      statistic === "mean" ? item.decision.probabilities[label] : quantileInPlace(logProbs, q, Math.exp);
    return {
      label,
      isTrue: label === item.label,
      answered: !item.decision.refused && item.decision.labels.includes(label),
      histogram: histogram(logProbs.map(toAxis), { low: toAxis(axis.low), high: 0, bins }),
      median: quantileInPlace(logProbs, 0.5, Math.exp),
      value,
      logValue: value > 0 ? Math.log(value) : quantileInPlace(logProbs, q),
    };
  });
}
