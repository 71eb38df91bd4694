import { areaY, axisX, axisY, dot, gridY, line, plot } from "@observablehq/plot";
import type { StudyFigures } from "../engine/study-figures.js";

/** Below this coverage a single error makes a large risk: what is there does not set the scale. */
const leastCoverage = 0.1;

/** A chart of share wrong against share answered. Its colours are the page's. */
export function riskCoveragePlot({ curve, answered, wrong }: StudyFigures, width: number): Element {
  const here =
    wrong === undefined ? [] : [{ coverage: answered.count / answered.of, risk: wrong.count / wrong.of }];
  const settled = curve.filter(({ coverage }) => coverage >= leastCoverage);
  const highest = Math.max(0.01, ...[...settled, ...here].map(({ risk }) => risk));
  const percent = (share: number): string => `${+(100 * share).toPrecision(3)} %`;
  const chart = plot({
    width,
    height: Math.round(Math.min(300, 180 + width / 8)),
    marginLeft: 48,
    marginRight: 16,
    marginTop: 28,
    marginBottom: 40,
    style: { background: "none", overflow: "visible", fontSize: "13px" },
    x: { domain: [0, 1] },
    y: { domain: [0, 1.1 * highest] },
    marks: [
      gridY({ ticks: 4, stroke: "var(--grid)", strokeOpacity: 1 }),
      axisY({ ticks: 4, tickSize: 0, tickFormat: percent, label: "wrong when answered", labelArrow: "none" }),
      axisX({
        ticks: 5,
        tickSize: 4,
        tickFormat: percent,
        label: "answered",
        labelAnchor: "center",
        labelArrow: "none",
      }),
      areaY(curve, { x: "coverage", y: "risk", fill: "var(--accent)", fillOpacity: 0.08, clip: true }),
      line(curve, { x: "coverage", y: "risk", stroke: "var(--accent)", strokeWidth: 2, clip: true }),
      dot(here, {
        x: "coverage",
        y: "risk",
        r: 7,
        fill: "var(--answer)",
        stroke: "var(--ground)",
        strokeWidth: 2,
      }),
    ],
  });
  // Its rules are in the page's style sheet: a strict Content-Security-Policy allows none elsewhere.
  chart.querySelector("style")?.remove();
  // What it shows is said around it.
  chart.setAttribute("aria-hidden", "true");
  return chart;
}
