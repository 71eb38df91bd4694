import * as Plot from "@observablehq/plot";
import type { InDistribution } from "@nescio/core";
import { colours, drawChart } from "./chart.js";
import type { Html } from "./html.js";
import { shareAxisX, shareAxisY, ticksUpTo } from "./share-axes.js";
import { percent } from "./words.js";

/** Share wrong against share answered, as the threshold moves; a dot where the rule puts it. */
export function riskCoverageChart({ riskCoverage, refused, accuracyOnAccepted }: InDistribution): Html {
  const here = accuracyOnAccepted === null ? [] : [{ coverage: 1 - refused, risk: 1 - accuracyOnAccepted }];
  const highest = Math.max(...riskCoverage.map(({ risk }) => risk), ...here.map(({ risk }) => risk));
  const { ticks, digits } = ticksUpTo(highest > 0 ? highest : 0.01);
  // The label lies to the left of its dot and above it, where there is room for it.
  const [left, high] = [
    here.some(({ coverage }) => coverage < 0.3),
    here.some(({ risk }) => risk > 0.85 * ticks[ticks.length - 1]),
  ];
  const last = riskCoverage[riskCoverage.length - 1];
  const rule = here.map(
    ({ coverage, risk }) => `The rule answers ${percent(coverage)}, ${percent(risk, 2)} of it wrongly.`,
  );
  return drawChart(
    {
      width: 400,
      height: 300,
      marginLeft: 52,
      marginRight: 24,
      marginTop: 28,
      marginBottom: 40,
      x: { domain: [0, 1] },
      y: { domain: [0, ticks[ticks.length - 1]] },
      marks: [
        ...shareAxisY({ ticks, digits, label: "wrong among the answered" }),
        shareAxisX({ ticks: [0, 0.2, 0.4, 0.6, 0.8, 1], label: "share answered" }),
        Plot.line(riskCoverage, { x: "coverage", y: "risk", stroke: colours.good, strokeWidth: 2 }),
        Plot.dot(here, { x: "coverage", y: "risk", r: 5, fill: colours.bad }),
        Plot.text(here, {
          x: "coverage",
          y: "risk",
          text: () => "the rule",
          dx: left ? 8 : -8,
          dy: high ? 14 : -10,
          textAnchor: left ? "start" : "end",
          fill: colours.ink,
        }),
      ],
    },
    `Share wrong against share answered. ${percent(last.risk, 2)} wrong where all is answered. ${rule.join("")}`.trim(),
  );
}
