import type { Verdict } from "../engine/verdict.js";
import { clipped } from "../parts/clipped.js";
import { inkOf } from "../parts/ink-of.js";
import { bins, histogramOf, lowest, percent, powerOfTen, ticks } from "./histogram.js";

export interface HistogramsShown {
  readonly classes: readonly string[];
  /** The classes that have a row. */
  readonly rows: readonly number[];
  readonly verdict: Verdict | undefined;
  /** CSS pixels. */
  readonly width: number;
  readonly rowHeight: number;
  /** Device pixels in one of them. */
  readonly ratio: number;
}

const valueWidth = 68;
/** Room for the names of the classes: as much as they need, within these. */
const leastLabel = 40;
const mostLabel = 0.3;

/** Paints a row for each class: how many networks gave it which log-probability. */
export function paintHistograms(context: CanvasRenderingContext2D, shown: HistogramsShown): void {
  const { classes, rows, verdict, width, rowHeight, ratio } = shown;
  const ink = inkOf(context.canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, rows.length * rowHeight + 24);
  context.font = "13px system-ui, sans-serif";
  context.textBaseline = "middle";
  const names = rows.map((label) => clipped(context, classes[label], mostLabel * width - 12));
  const widest = Math.max(...names.map((name) => context.measureText(name).width));
  const labelWidth = Math.max(leastLabel, Math.ceil(widest) + 12);
  const plot = Math.max(10, width - labelWidth - valueWidth);
  const x = (value: number): number => labelWidth + plot * (1 - Math.max(lowest, value) / lowest);
  context.fillStyle = ink.grid;
  for (const tick of ticks) context.fillRect(x(tick), 0, 1, rows.length * rowHeight);
  context.fillStyle = ink.soft;
  context.textAlign = "center";
  for (const tick of ticks) {
    context.fillText(powerOfTen(tick), x(tick), rows.length * rowHeight + 12);
  }
  rows.forEach((label, row) => {
    const bottom = (row + 1) * rowHeight - 4;
    const answered = verdict !== undefined && !verdict.refused && verdict.labels.includes(classes[label]);
    context.fillStyle = ink.text;
    context.textAlign = "right";
    context.fillText(names[row], labelWidth - 8, bottom - 10, labelWidth - 8);
    context.fillStyle = ink.grid;
    context.fillRect(labelWidth, bottom, plot, 1);
    if (verdict === undefined) return;
    const counts = histogramOf(verdict, label, classes.length);
    const tallest = verdict.samples;
    context.fillStyle = answered ? ink.answer : ink.bar;
    counts.forEach((count, bin) => {
      if (count === 0) return;
      // The root: one network in a hundred can still be seen.
      const height = Math.max(2, (rowHeight - 8) * Math.sqrt(count / tallest));
      context.fillRect(
        labelWidth + (plot * bin) / bins,
        bottom - height,
        Math.max(2, plot / bins - 1),
        height,
      );
    });
    context.fillStyle = ink.text;
    context.textAlign = "left";
    context.fillText(percent(verdict.probabilities[label]), labelWidth + plot + 8, bottom - 10);
  });
}
