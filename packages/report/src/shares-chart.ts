import * as Plot from "@observablehq/plot";
import type { Evaluation, Reasons } from "@nescio/core";
import { colours, drawChart } from "./chart.js";
import type { Html } from "./html.js";
import { headingOf, list, nounOf, percent, shorten } from "./words.js";

/** How strong the colour of each reason is. */
export const shades: readonly [keyof Reasons, number][] = [
  ["ambiguous", 0.35],
  ["uncertain", 0.65],
  ["unfamiliar", 1],
];

/** Letters that leave room for the figure at the other end of the line. */
const longestName = 44;

interface BarOfSet {
  readonly position: number;
  readonly name: string;
  readonly right: number;
  readonly wrong: number;
  readonly refused: number;
  readonly reasons: Reasons;
}

interface Part {
  readonly position: number;
  readonly from: number;
  readonly to: number;
  readonly colour: string;
  readonly opacity: number;
}

/** For each data set one bar: how much was answered rightly, how much wrongly, how much was refused, and why. */
function partsOf({ position, right, wrong, reasons }: BarOfSet): Part[] {
  const shares: [number, string, number][] = [
    [right, colours.good, 1],
    [wrong, colours.bad, 1],
    ...shades.map(([reason, opacity]): [number, string, number] => [reasons[reason], colours.other, opacity]),
  ];
  let from = 0;
  return shares
    .map(([share, colour, opacity]) => ({ position, from, to: (from += share), colour, opacity }))
    .filter(({ from: low, to }) => to > low);
}

const middle = ({ position }: BarOfSet) => position + 0.22;

/** The evaluation at a glance: one stacked bar per data set. */
export function sharesChart(evaluation: Evaluation): Html {
  const { inDistribution: own, outOfDistribution: others } = evaluation;
  const noun = nounOf(evaluation);
  const answered = 1 - own.refused;
  const right = answered * (own.accuracyOnAccepted ?? 0);
  const sets: BarOfSet[] = [
    {
      position: 0,
      name: shorten(headingOf(own.dataset, noun), longestName),
      right,
      wrong: answered - right,
      refused: own.refused,
      reasons: own.reasons,
    },
    ...others.map((other, i) => ({
      position: i + 1,
      name: shorten(headingOf(other.dataset, noun), longestName),
      right: 0,
      wrong: 1 - other.refused,
      refused: other.refused,
      reasons: other.reasons,
    })),
  ];
  const parts = sets.flatMap(partsOf);
  const said = sets.map(
    (set) =>
      `${set.name}: ${set.right > 0 ? `${percent(set.right)} answered rightly, ` : ""}${percent(set.wrong)} answered wrongly, ${percent(set.refused)} refused`,
  );
  return drawChart(
    {
      width: 400,
      height: 46 * sets.length + 20,
      margin: 0,
      marginBottom: 20,
      x: { domain: [0, 1], axis: null },
      y: { domain: [sets.length, 0], axis: null },
      marks: [
        Plot.rect(parts, {
          x1: "from",
          x2: "to",
          y1: ({ position }: Part) => position + 0.44,
          y2: ({ position }: Part) => position + 0.86,
          fill: "colour",
          fillOpacity: { value: "opacity", scale: null },
        }),
        Plot.text(sets, {
          x: 0,
          y: middle,
          text: "name",
          textAnchor: "start",
          fill: colours.ink,
        }),
        Plot.text(sets, {
          x: 1,
          y: middle,
          text: ({ refused }: BarOfSet) => `${percent(refused)} refused`,
          textAnchor: "end",
          fill: colours.muted,
        }),
        ...(["start", "middle", "end"] as const).map((textAnchor, i) =>
          Plot.axisX({
            ticks: [i / 2],
            tickSize: 0,
            tickFormat: (share: number) => `${share * 100} %`,
            label: null,
            color: colours.muted,
            textAnchor,
          }),
        ),
      ],
    },
    `Shares by data set. ${list(said)}.`,
  );
}
