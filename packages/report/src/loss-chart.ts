import * as Plot from "@observablehq/plot";
import { colours, drawChart } from "./chart.js";
import type { Html } from "./html.js";
import { figure } from "./words.js";

/** From this ratio of the highest to the lowest loss on, the axis is logarithmic. */
const decade = 10;

/** More epochs than this, and the figures are not written at the points. */
const mostFigures = 6;

/** More powers of ten than this are not written all. */
const mostTicks = 10;

/** Losses that are drawn: beyond, the axis' own arithmetic would overflow. */
const [smallest, largest] = [1e-300, 1e300];

/** Powers of ten between two positive numbers; where there is only one, twice and five times these too. */
function decadeTicks(low: number, high: number): number[] {
  const from = Math.floor(Math.log10(low));
  const count = Math.ceil(Math.log10(high)) - from + 1;
  const step = Math.ceil(count / mostTicks);
  const powers = Array.from({ length: Math.ceil(count / step) }, (_, i) => 10 ** (from + i * step));
  const within = (ticks: number[]) => ticks.filter((tick) => tick >= low && tick <= high);
  return within(powers).length > 1
    ? within(powers)
    : within(powers.flatMap((power) => [power, 2 * power, 5 * power]));
}

function drawable(loss: number): number {
  return loss === 0 ? 0 : Math.sign(loss) * Math.min(largest, Math.max(smallest, Math.abs(loss)));
}

/** Loss per image after each epoch (at least one); logarithmic where it spans a decade and stays over 0. */
export function lossChart(losses: readonly number[]): Html {
  const points = losses.map((loss, i) => ({ epoch: i + 1, loss, drawn: drawable(loss) }));
  const lowest = points.reduce((least, { drawn }) => Math.min(least, drawn), Infinity);
  const highest = points.reduce((most, { drawn }) => Math.max(most, drawn), -Infinity);
  const log = lowest > 0 && highest / lowest >= decade;
  // Linear from 0, so that the drop is seen in its true size; a flat line gets room around it.
  const domain = log
    ? [lowest * 0.8, highest * 1.25]
    : [Math.min(0, lowest), highest > 0 ? highest : lowest < 0 ? 0 : 1];
  const ticks = log ? decadeTicks(domain[0], domain[1]) : 4;
  const written = losses.length <= mostFigures ? points : [points[0], points[points.length - 1]];
  const step = Math.ceil(losses.length / 10);
  const first = figure(losses[0], 4);
  const label =
    losses.length === 1
      ? `Loss per image after one epoch: ${first}.`
      : `Loss per image by epoch: from ${first} after the first to ${figure(losses[losses.length - 1], 4)} after epoch ${losses.length}.`;
  return drawChart(
    {
      width: 400,
      height: 240,
      marginLeft: 52,
      marginRight: 52,
      marginTop: 28,
      marginBottom: 36,
      x: { domain: losses.length === 1 ? [0, 2] : [1, losses.length], axis: null },
      y: { type: log ? "log" : "linear", domain, nice: !log },
      marks: [
        Plot.axisX({
          ticks: points.map(({ epoch }) => epoch).filter((epoch) => (epoch - 1) % step === 0),
          tickFormat: (epoch: number) => String(epoch),
          label: "epoch",
          labelAnchor: "center",
          labelArrow: "none",
          color: colours.muted,
        }),
        Plot.gridY({ stroke: colours.line, strokeOpacity: 1, ticks }),
        Plot.axisY({
          ticks,
          tickSize: 0,
          tickFormat: (loss: number) => figure(loss),
          label: log ? "loss per image (logarithmic)" : "loss per image",
          labelArrow: "none",
          color: colours.muted,
        }),
        Plot.line(points, { x: "epoch", y: "drawn", stroke: colours.good, strokeWidth: 2 }),
        Plot.dot(points, { x: "epoch", y: "drawn", fill: colours.good, r: losses.length > 40 ? 1.5 : 3 }),
        Plot.text(written, {
          x: "epoch",
          y: "drawn",
          text: ({ loss }: { loss: number }) => figure(loss, 4),
          dx: 4,
          dy: -8,
          textAnchor: "start",
          fill: colours.ink,
        }),
      ],
    },
    label,
  );
}
