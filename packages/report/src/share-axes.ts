import * as Plot from "@observablehq/plot";
import { colours } from "./chart.js";

export interface ShareAxis {
  readonly ticks: readonly number[];
  readonly label: string;
  /** Digits after the point of the percentages. Default 0. */
  readonly digits?: number;
}

const tickFormat =
  (digits = 0) =>
  (share: number): string =>
    `${(100 * share).toFixed(digits)} %`;

/** A horizontal axis of shares, as percentages, its label beneath the middle. */
export function shareAxisX({ ticks, label, digits }: ShareAxis): Plot.Markish {
  return Plot.axisX({
    ticks,
    tickSize: 4,
    tickFormat: tickFormat(digits),
    label,
    labelAnchor: "center",
    labelArrow: "none",
    color: colours.muted,
  });
}

/** A vertical axis of shares, as percentages, with lines across, its label above. */
export function shareAxisY({ ticks, label, digits }: ShareAxis): Plot.Markish[] {
  return [
    Plot.gridY({ ticks, stroke: colours.line, strokeOpacity: 1 }),
    Plot.axisY({
      ticks,
      tickSize: 0,
      tickFormat: tickFormat(digits),
      label,
      labelArrow: "none",
      color: colours.muted,
    }),
  ];
}

/** Ticks from 0 to at least `highest` at steps of 1, 2 or 5 times a power of ten, four steps or fewer. */
export function ticksUpTo(highest: number): { readonly ticks: readonly number[]; readonly digits: number } {
  const rough = Math.max(highest, 1e-6) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9))!;
  const steps = Math.ceil((highest / step) * (1 - 1e-9));
  return {
    ticks: Array.from({ length: Math.max(1, steps) + 1 }, (_, i) => i * step),
    // The steps are percentages: 0.002 is written with one digit.
    digits: Math.max(0, -Math.floor(Math.log10(step * 100) + 1e-9)),
  };
}
