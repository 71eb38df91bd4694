import * as Plot from "@observablehq/plot";
import type { Rule } from "@nescio/core";
import { axisTicks, fromAxis, tickText, type LogProbAxis } from "./axis.js";
import { colours, drawChart } from "./chart.js";
import { classRows, type ClassRow } from "./class-rows.js";
import type { Html } from "./html.js";
import type { GalleryItem } from "./report-data.js";
import { probabilityLineOf, statisticOf } from "./rule-words.js";
import { list, percent, shorten } from "./words.js";

export interface HistogramChartOptions {
  readonly classes: readonly string[];
  readonly axis: LogProbAxis;
  readonly rule: Rule;
  /** Whether the image is of a kind the model does not know: every answer is then wrong. */
  readonly outOfDistribution: boolean;
}

// In units of the drawing, which are about pixels in the gallery.
const width = 330;
const binWidth = 4;
const rowHeight = 20;
const tallestBar = 17;
const marginTop = 18;
const marginBottom = 34;
const columnWidth = 46;
const letterWidth = 7;
const longestName = 12;

/** A row with its place and its looks. */
interface DrawnRow extends ClassRow {
  readonly name: string;
  readonly position: number;
  readonly colour: string;
}

/** The outline of a histogram along its baseline, as points of a path; steps without change are left out. */
function outline({ histogram: { low, high, counts }, position }: DrawnRow): { x: number; y: number }[] {
  const most = Math.max(...counts);
  const edge = (bin: number) => fromAxis(low + ((high - low) * bin) / counts.length);
  // Whole units of the drawing: short paths, and a bar of one sample among thousands is still seen.
  const top = (value: number) =>
    position + 1 - (value === 0 ? 0 : Math.max(1, Math.round((tallestBar * value) / most))) / rowHeight;
  const points = [{ x: edge(0), y: top(0) }];
  let height = 0;
  for (let bin = 0; bin <= counts.length; bin++) {
    const next = bin < counts.length ? counts[bin] : 0;
    if (next === height) continue;
    points.push({ x: edge(bin), y: top(height) }, { x: edge(bin), y: top(next) });
    height = next;
  }
  points.push({ x: edge(counts.length), y: top(0) });
  return points;
}

/** What a screen reader says of the picture. */
function describe(rows: readonly DrawnRow[], classes: readonly string[]): string {
  const notable = rows.filter(({ median, answered }) => answered || median >= 0.01);
  const said = notable.map(
    ({ label, median, answered }) =>
      `${classes[label]} ${percent(median, 0)}${answered ? " (answered)" : ""}`,
  );
  if (notable.length < classes.length) said.push(`${notable.length > 0 ? "the others" : "all"} under 1 %`);
  return `Histograms of the sampled log-probabilities by class. Median probability: ${list(said)}.`;
}

const middle = (row: DrawnRow) => row.position + 0.62;

/** The shapes, in one path per class and one mark per colour. */
function shapes(groups: readonly DrawnRow[][]): Plot.Markish[] {
  return groups.map((group) =>
    Plot.line(
      group.flatMap((row) => outline(row).map((point) => ({ ...point, z: row.position }))),
      { x: "x", y: "y", z: "z", fill: group[0].colour, stroke: group[0].colour, strokeWidth: 1 },
    ),
  );
}

/** A column of percentages at the right. */
function column(
  index: number,
  title: string,
  groups: readonly DrawnRow[][],
  value: (row: DrawnRow) => number,
): Plot.Markish[] {
  const place = { textAnchor: "end", dx: columnWidth * (index + 1) - 3 } as const;
  const above = { frameAnchor: "top-right", lineAnchor: "top", dy: 4 - marginTop } as const;
  return [
    Plot.text([title], { ...place, ...above, fill: colours.muted }),
    ...groups.map((group) =>
      Plot.text(group, {
        ...place,
        x: 0,
        y: middle,
        // Too small for a number is still not nothing.
        text: (row: DrawnRow) => percent(Math.max(value(row), Number.MIN_VALUE), 0),
        fill: group[0].answered ? group[0].colour : colours.muted,
        ...(group[0].answered ? { fontWeight: 700 } : {}),
      }),
    ),
  ];
}

/** The names of the classes at the left; the true one says so. */
function names(rows: readonly DrawnRow[], axis: LogProbAxis): Plot.Markish[] {
  const strong = rows.filter((row) => row.answered || row.isTrue);
  const weak = rows.filter((row) => !strong.includes(row));
  const place = { x: axis.low, y: middle, textAnchor: "end", dx: -6 } as const;
  const text = (row: DrawnRow) => (row.isTrue ? `true ${row.name}` : row.name);
  return [
    Plot.text(weak, { ...place, text, fill: colours.muted }),
    Plot.text(strong, { ...place, text, fill: colours.ink, fontWeight: 700 }),
  ];
}

/** The threshold as a dashed line, where the axis reaches it. */
function thresholdLine(threshold: number | undefined, axis: LogProbAxis): Plot.Markish[] {
  if (threshold === undefined) return [];
  const line = Math.log(threshold);
  if (line < axis.low) return [];
  const wholePercent = Math.abs(threshold * 100 - Math.round(threshold * 100)) < 1e-9;
  return [
    Plot.ruleX([line], { stroke: colours.ink, strokeDasharray: "3,2" }),
    Plot.text([`threshold ${percent(threshold, wholePercent ? 0 : 1)}`], {
      x: [line],
      frameAnchor: "top",
      lineAnchor: "top",
      textAnchor: "end",
      dy: 4 - marginTop,
      dx: -1,
      fill: colours.muted,
    }),
  ];
}

/** A tick at what the rule reads of each class, where it lies on the axis, and an arrow where samples lie beyond its end. */
function ticks(rows: readonly DrawnRow[], axis: LogProbAxis): Plot.Markish[] {
  const onAxis = rows.filter((row) => row.logValue >= axis.low);
  const cut = rows.filter((row) => row.histogram.below > 0);
  return [
    Plot.ruleX(onAxis, {
      x: "logValue",
      y1: (row: DrawnRow) => row.position + 0.1,
      y2: (row: DrawnRow) => row.position + 1,
      stroke: colours.ink,
      strokeWidth: 1.5,
    }),
    Plot.text(cut, { x: axis.low, y: middle, text: () => "◂", dx: 4, fill: colours.muted }),
  ];
}

/**
 * The tutorial's picture of one image: for each class a histogram of the log-probabilities that the sampled
 * networks gave it, with the median probability (and what the rule reads, where it is another) at its right,
 * a tick at the latter and the threshold as a dashed line. Each row is scaled to its own tallest bar.
 */
export function histogramChart(item: GalleryItem, options: HistogramChartOptions): Html {
  const { classes, axis, rule, outOfDistribution } = options;
  const statistic = statisticOf(rule);
  const columns = statistic === 0.5 ? 1 : 2;
  const marginRight = columnWidth * columns;
  const letters = Math.max(
    6,
    ...classes.map(
      (name, label) => Array.from(shorten(name, longestName)).length + (label === item.label ? 5 : 0),
    ),
  );
  const bins = Math.floor((width - 6 - letterWidth * letters - marginRight) / binWidth);
  const rows = classRows(item, classes.length, axis, bins, statistic).map((row, position): DrawnRow => {
    const wrong = outOfDistribution || (item.label !== undefined && !row.isTrue);
    const colour = !row.answered ? colours.other : wrong ? colours.bad : colours.good;
    return { ...row, name: shorten(classes[row.label], longestName), position, colour };
  });
  const groups = Object.values(colours)
    .map((colour) => rows.filter((row) => row.colour === colour))
    .filter((group) => group.length > 0);
  const chart: Plot.PlotOptions = {
    width,
    height: marginTop + rowHeight * rows.length + marginBottom,
    marginTop,
    marginBottom,
    marginLeft: width - marginRight - bins * binWidth,
    marginRight,
    x: { type: "symlog", domain: [axis.low, 0], axis: null },
    y: { domain: [rows.length, 0], axis: null },
    marks: [
      Plot.axisX({
        ticks: axisTicks(axis, bins * binWidth),
        tickSize: 4,
        color: colours.muted,
        tickFormat: tickText,
        label: "log-probability (natural logarithm)",
        labelAnchor: "center",
        labelArrow: "none",
      }),
      ...shapes(groups),
      ...thresholdLine(probabilityLineOf(rule), axis),
      ...ticks(rows, axis),
      ...names(rows, axis),
      ...column(0, "median", groups, (row) => row.median),
      ...(columns === 2
        ? column(1, statistic === "mean" ? statistic : `q ${statistic}`, groups, (row) => row.value)
        : []),
    ],
  };
  return drawChart(chart, describe(rows, classes));
}
