import type { Predictive } from "../predictive/predictive.js";
import { margin } from "./margin.js";
import { measuresOf, type Measures } from "./measures.js";
import type { Decision, Measure, ThresholdRule } from "./rule.js";

/** The share of the mean probability that two classes hold together where an image is between these two. */
const shareOfTwo = 0.8;

/** What of an image's measures has to stay low for an answer. */
export function riskOf(measures: Measures, measure: Measure): number {
  switch (measure) {
    case "max-probability":
      return measures.doubt;
    case "entropy":
      return measures.entropy;
    case "mutual-information":
      return measures.information;
  }
}

/** How high that may be under a rule. */
export function limitOf({ kind, threshold }: Pick<ThresholdRule, "kind" | "threshold">): number {
  return kind === "max-probability" ? 1 - threshold : threshold;
}

/** The threshold of a rule that answers where the risk (see `riskOf`) is at most `limit`. */
export function thresholdFor(measure: Measure, limit: number): number {
  if (measure !== "max-probability") return limit;
  const threshold = 1 - limit;
  // Rounding may have taken a little off what is left to 1.
  return limitOf({ kind: measure, threshold }) < limit ? Math.max(0, threshold - 2 ** -53) : threshold;
}

/** Decisions of a threshold rule on a checked predictive; the mean probabilities of all images share one buffer. */
export function decideByThreshold(predictive: Predictive, rule: ThresholdRule): Decision[] {
  const { images, classes } = predictive;
  const probabilities = new Float32Array(images * classes);
  const means = new Float64Array(classes);
  const limit = limitOf(rule);
  return Array.from({ length: images }, (_, image) => {
    const measures = measuresOf(predictive, image, means);
    const own = probabilities.subarray(image * classes, (image + 1) * classes);
    own.set(means);
    const { best } = measures;
    const score = margin(limit, riskOf(measures, rule.kind));
    if (score >= 1)
      return { kind: "answer", refused: false, labels: [best], best, probabilities: own, score };
    const pair = pairInQuestion(measures, means);
    const kind = pair === undefined ? "uncertain" : "ambiguous";
    return { kind, refused: true, labels: pair ?? [], best, probabilities: own, score };
  });
}

/**
 * The two most probable classes, where they hold most of the probability and at least half of the entropy is the mean
 * entropy of the single networks: each of them hesitates, rather than all of them differing.
 */
function pairInQuestion(
  { best, entropy, information }: Measures,
  means: Float64Array,
): readonly number[] | undefined {
  if (means.length < 2 || entropy - information < information) return undefined;
  let second = best === 0 ? 1 : 0;
  for (let c = 0; c < means.length; c++) if (c !== best && means[c] > means[second]) second = c;
  return means[best] + means[second] >= shareOfTwo ? [best, second] : undefined;
}
