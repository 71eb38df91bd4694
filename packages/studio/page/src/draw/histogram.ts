import type { Verdict } from "../engine/verdict.js";

/** Log₁₀ of the least probability on the axis: what is below stands at its end. */
export const lowest = -6;
export const ticks: readonly number[] = [-6, -4, -2, 0];
export const bins = 60;

/** How many networks gave a class which log-probability, from the axis' beginning to its end, `[bins]`. */
export function histogramOf(
  { logProbs, samples }: Pick<Verdict, "logProbs" | "samples">,
  label: number,
  classes: number,
): Uint32Array {
  const counts = new Uint32Array(bins);
  for (let s = 0; s < samples; s++) {
    const share = 1 - Math.max(lowest, logProbs[s * classes + label] / Math.LN10) / lowest;
    counts[Math.min(bins - 1, Math.floor(share * bins))]++;
  }
  return counts;
}

/** The classes that have a row, in the order of the classes: of many, the most probable. */
export function shownClasses(
  classes: number,
  probabilities: Float32Array | undefined,
  most: number,
): readonly number[] {
  const all = Array.from({ length: classes }, (_, i) => i);
  if (classes <= most) return all;
  if (probabilities === undefined) return all.slice(0, most);
  const likely = [...all].sort((a, b) => probabilities[b] - probabilities[a]);
  return likely.slice(0, most).sort((a, b) => a - b);
}

/** A probability in per cent. */
export function percent(p: number): string {
  return p >= 0.9995 ? "> 99.9 %" : p < 0.0005 ? "< 0.1 %" : `${(100 * p).toFixed(1)} %`;
}

/** 10 to a power, as it is written. */
export function powerOfTen(power: number): string {
  if (power === 0) return "1";
  const raised = String(power)
    .replace("-", "⁻")
    .replace(/\d/g, (digit) => "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(digit)]);
  return `10${raised}`;
}
