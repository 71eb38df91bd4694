import * as Plot from "@observablehq/plot";
import type { Evaluation } from "../evaluation/evaluation.js";
import { colours, drawChart } from "./chart.js";
import type { Html } from "./html.js";
import { headingOf, list, percent } from "./words.js";

interface BarOfSet {
  readonly position: number;
  readonly name: string;
  readonly right: number;
  readonly wrong: number;
  readonly refused: number;
}

interface Part {
  readonly position: number;
  readonly from: number;
  readonly to: number;
  readonly colour: string;
}

/** For each data set one bar: how much was answered rightly, how much wrongly, how much was refused. */
function partsOf({ position, right, wrong }: BarOfSet): Part[] {
  const edges = [0, right, right + wrong, 1];
  return [colours.good, colours.bad, colours.other]
    .map((colour, i) => ({ position, from: edges[i], to: edges[i + 1], colour }))
    .filter(({ from, to }) => to > from);
}

const middle = ({ position }: BarOfSet) => position + 0.22;

/** The evaluation at a glance: one stacked bar per data set. */
export function sharesChart({ inDistribution: own, outOfDistribution: others }: Evaluation): Html {
  const answered = 1 - own.refused;
  const right = answered * (own.accuracyOnAccepted ?? 0);
  const sets: BarOfSet[] = [
    { position: 0, name: headingOf(own.dataset), right, wrong: answered - right, refused: own.refused },
    ...others.map((other, i) => ({
      position: i + 1,
      name: headingOf(other.dataset),
      right: 0,
      wrong: 1 - other.refused,
      refused: other.refused,
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
          text: ({ refused }: BarOfSet) => `“I don't know” ${percent(refused)}`,
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
