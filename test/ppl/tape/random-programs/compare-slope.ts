import { largest } from "./compare.js";
import type { Measure, Slope } from "./differences.js";
import { failed, skipped, type Outcome } from "./outcome.js";

/**
 * Holds a gradient against the slope along a direction by finite differences. Nothing is returned where they agree.
 * @param subject What the gradient is of, to begin the fault's words.
 */
export function compareSlope(
  subject: string,
  { slope, doubt, rounding }: Slope,
  gradient: readonly number[],
  along: readonly number[],
  measure: Measure,
  noise: number,
): Outcome | undefined {
  const expected = gradient.reduce((sum, g, i) => sum + g * along[i], 0);
  const scale = Math.max(1e-3, largest(gradient));
  if (!(doubt <= 0.1 * scale)) return skipped("a kink or a jump is near");
  // At a kink the gradient may be anything between the slopes of its sides, which doubt is a share of.
  const tolerance = measure.tolerance * scale + 0.75 * doubt + 10 * rounding + 10 * noise;
  if (Math.abs(slope - expected) <= tolerance) return undefined;
  return failed(`${subject}: the gradient is not that of finite differences`, [
    `along ${JSON.stringify(along)}`,
    `by differences ${slope}, by the gradient ${expected}, tolerance ${tolerance}`,
  ]);
}
