import { axisX, axisY, gridY, line, plot, ruleY, text } from "@observablehq/plot";
import type { Drift } from "../service/watch.js";
import { capitalText, superscript } from "./watch-words.js";

/** A chart of the capital over the inputs, on a logarithmic axis with the alarm. Its colours are the page's. */
export function capitalPlot({ history, alarmAt, logHighest }: Drift, width: number): Element {
  // Logarithms are drawn on a linear axis, since a capital may be larger than any number.
  const points = history.map(([count, log]) => ({ count, tens: log / Math.LN10 }));
  const alarm = Math.log10(alarmAt);
  const values = points.map(({ tens }) => tens);
  const low = Math.min(-1, ...values);
  const high = Math.max(alarm, logHighest / Math.LN10, ...values);
  const chart = plot({
    width,
    height: 240,
    marginLeft: 56,
    marginRight: 16,
    marginTop: 28,
    marginBottom: 40,
    style: { background: "none", overflow: "visible", fontSize: "13px" },
    x: { domain: [0, Math.max(1, ...points.map(({ count }) => count))] },
    y: { domain: [low - 0.2, high + 0.5] },
    marks: [
      gridY(wholes(low, high), { stroke: "var(--grid)", strokeOpacity: 1 }),
      axisY(wholes(low, high), { tickSize: 0, tickFormat: powerText, label: "capital", labelArrow: "none" }),
      axisX({ ticks: 5, tickSize: 4, label: "inputs", labelAnchor: "center", labelArrow: "none" }),
      ruleY([alarm], { stroke: "var(--refusal)", strokeWidth: 2, strokeDasharray: "6 4" }),
      text([`alarm at ${capitalText(Math.log(alarmAt))}`], {
        y: () => alarm,
        frameAnchor: "right",
        dy: -9,
        textAnchor: "end",
        fill: "var(--refusal)",
      }),
      line(points, { x: "count", y: "tens", stroke: "var(--accent)", strokeWidth: 2 }),
    ],
  });
  // Its rules are in the page's style sheet: a strict Content-Security-Policy allows none elsewhere.
  chart.querySelector("style")?.remove();
  // What it shows is said around it.
  chart.setAttribute("aria-hidden", "true");
  return chart;
}

/** Powers of ten that are marked: at most about six. */
function wholes(low: number, high: number): number[] {
  const step = Math.max(1, Math.ceil((high - low) / 6));
  const first = Math.ceil(low / step) * step;
  return Array.from({ length: Math.floor((high - first) / step) + 1 }, (_, i) => first + i * step);
}

function powerText(tens: number): string {
  return Math.abs(tens) <= 3 ? (10 ** tens).toLocaleString("en") : `10${superscript(tens)}`;
}
