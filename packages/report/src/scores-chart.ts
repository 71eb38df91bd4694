import * as Plot from "@observablehq/plot";
import type { Rule } from "@nescio/core";
import { ruleKindOf } from "@nescio/core/internal";
import { colours, drawChart } from "./chart.js";
import type { Html } from "./html.js";
import type { ScoresOfSet } from "./report-data.js";
import { headingOf, list, percent, shorten, type Noun } from "./words.js";

const bins = 60;
const rowHeight = 54;
/** Letters that leave room for the figure at the other end of the line. */
const longestName = 38;

/** Where scores lie on the axis from 0 to 1. */
interface ScoreAxis {
  readonly place: (score: number) => number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly threshold: number;
  readonly label: string;
}

/** Scores are probabilities under some rules without familiarity; else they are headroom, which may be infinite. */
function scoreAxis(rule: Rule): ScoreAxis {
  const probability = rule.alpha === undefined ? ruleKindOf(rule).probabilityScore(rule) : undefined;
  if (probability !== undefined) {
    return {
      place: (score) => Math.min(1, Math.max(0, score)),
      ticks: [0, 0.25, 0.5, 0.75, 1].map((at) => ({ at, text: `${100 * at} %` })),
      threshold: probability.line,
      label: probability.name,
    };
  }
  const place = (score: number): number => (score === Infinity ? 1 : score / (1 + score));
  const ticks = [0, 1 / 9, 1 / 3, 1, 3, 9, Infinity];
  const texts = ["0", "⅑", "⅓", "1", "3", "9", "∞"];
  return {
    place,
    ticks: ticks.map((tick, i) => ({ at: place(tick), text: texts[i] })),
    threshold: place(1),
    label: "trust: how far on the safe side of the rule, as a ratio",
  };
}

/**
 * How the scores of each data set are spread, and where the rule draws its line: the further the known kind lies to the
 * right of the others, the better they can be told apart. Heights are square roots of counts, so that few images are seen.
 */
export function scoresChart(sets: readonly ScoresOfSet[], rule: Rule, noun: Noun): Html {
  const { place, ticks, threshold, label } = scoreAxis(rule);
  const rows = sets.map(({ dataset, inDistribution, scores }, row) => {
    const counts = new Float64Array(bins);
    let over = 0;
    for (const score of scores) {
      const at = place(score);
      counts[Math.min(bins - 1, Math.floor(at * bins))]++;
      if (at > threshold) over++;
    }
    const most = Math.sqrt(Math.max(...counts));
    const bars = Array.from(counts, (value, bin) => ({
      x1: bin / bins,
      x2: (bin + 1) / bins,
      y1: row + 1,
      y2: row + 1 - (0.6 * Math.sqrt(value)) / most,
    })).filter(({ y1, y2 }) => y1 !== y2);
    const name = shorten(headingOf(dataset, noun), longestName);
    return {
      row,
      name,
      bars,
      over: over / scores.length,
      colour: inDistribution ? colours.good : colours.bad,
    };
  });
  const said = rows.map(({ name, over }) => `${name}: ${percent(over)} over the threshold`);
  return drawChart(
    {
      width: 400,
      height: rowHeight * rows.length + 44,
      margin: 0,
      marginBottom: 40,
      marginTop: 4,
      marginLeft: 10,
      marginRight: 10,
      x: { domain: [0, 1], axis: null },
      y: { domain: [rows.length, 0], axis: null },
      marks: [
        ...rows.map(({ bars, colour }) =>
          Plot.rect(bars, { x1: "x1", x2: "x2", y1: "y1", y2: "y2", fill: colour, insetLeft: 0.5 }),
        ),
        Plot.ruleY(rows, { y: ({ row }: { row: number }) => row + 1, stroke: colours.line }),
        Plot.ruleX([threshold], { stroke: colours.ink, strokeDasharray: "3,2" }),
        Plot.text(rows, {
          x: 0,
          y: ({ row }: { row: number }) => row + 0.22,
          text: "name",
          textAnchor: "start",
          fill: colours.ink,
          // The dashed line may pass behind it.
          stroke: "var(--page)",
          strokeWidth: 4,
        }),
        Plot.text(rows, {
          x: 1,
          y: ({ row }: { row: number }) => row + 0.22,
          text: ({ over }: { over: number }) => `${percent(over)} over the line`,
          textAnchor: "end",
          fill: colours.muted,
        }),
        Plot.axisX({
          ticks: ticks.map(({ at }) => at),
          tickSize: 4,
          tickFormat: (at: number) => ticks.find((tick) => tick.at === at)?.text ?? "",
          label,
          labelAnchor: "center",
          labelArrow: "none",
          color: colours.muted,
        }),
      ],
    },
    `Scores by data set. ${list(said)}.`,
  );
}
