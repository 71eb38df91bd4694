import { quantileInPlace } from "../../math/quantile.js";
import type { Predictive } from "../../predictive/predictive.js";
import { headroom } from "../headroom.js";
import type { Decision, RuleExtras } from "../rule.js";
import { floored, share, statisticName, type RuleKind } from "./rule-kind.js";

/** Answer every class whose q-quantile of probability over the sampled networks is over a threshold. */
export interface QuantileRule extends RuleExtras {
  readonly kind: "quantile";
  /** Quantile in [0, 1], linear interpolation as NumPy's `percentile`. */
  readonly q: number;
  /** Threshold in [0, 1]; a class is answered when its quantile is strictly greater. */
  readonly threshold: number;
}

/**
 * `quantile:Q:T`, the tutorial's rule: a class is answered when the Q-quantile of its probability over the samples is
 * strictly greater than T. No such class: `uncertain`; several: `ambiguous`, which is not a refusal here.
 */
export const quantile: RuleKind<QuantileRule> = {
  kind: "quantile",
  parameters: [
    { name: "q", symbol: "Q", range: share },
    { name: "threshold", symbol: "T", range: share },
  ],
  probabilityScore: ({ threshold }) => ({
    name: "the rule's quantile of the most probable class",
    line: threshold,
  }),
  // A quantile is compared with its threshold strictly, so that 0 is never over it.
  headroom: ({ score }, { threshold }) => (score === 0 ? 0 : headroom(score, Math.fround(threshold))),
  decide: decideByQuantile,
  explain: explainQuantile,
  condition: ({ q, threshold }) => `the ${statisticName(q)} of the probability is over ${threshold}`,
  statistic: ({ q }) => q,
  probabilityLine: ({ threshold }) => threshold,
  otherwise:
    "Where no class is over the threshold, the model says “I don't know”. With two or more over it, the answer is ambiguous – " +
    "“4 or 9?” – and counts as right when the higher one is true.",
};

/**
 * Decisions of the quantile rule on a checked predictive. Quantiles are kept, and compared with the threshold, as 32-bit
 * floats; those of all images share one buffer.
 */
function decideByQuantile(predictive: Predictive, { q, threshold }: QuantileRule): Decision[] {
  const { images, samples, classes, logProbs } = predictive;
  const quantiles = new Float32Array(images * classes);
  const scratch = new Float64Array(samples);
  const limit = Math.fround(threshold);
  return Array.from({ length: images }, (_, image) => {
    const own = quantiles.subarray(image * classes, (image + 1) * classes);
    for (let c = 0; c < classes; c++) {
      let from = image * samples * classes + c;
      for (let sample = 0; sample < samples; sample++, from += classes) scratch[sample] = logProbs[from];
      // exp keeps the order, so only the neighbours of the quantile need it; interpolation is on probabilities.
      own[c] = quantileInPlace(scratch, q, Math.exp);
    }
    return decideOne(own, limit);
  });
}

function decideOne(probabilities: Float32Array, threshold: number): Decision {
  const labels: number[] = [];
  let best = 0;
  for (let c = 0; c < probabilities.length; c++) {
    if (probabilities[c] > threshold) labels.push(c);
    if (probabilities[c] > probabilities[best]) best = c;
  }
  if (labels.length > 1) labels.sort((a, b) => probabilities[b] - probabilities[a] || a - b);
  const kind = labels.length === 0 ? "uncertain" : labels.length === 1 ? "answer" : "ambiguous";
  return {
    kind,
    refused: labels.length === 0,
    labels,
    best,
    probabilities,
    score: probabilities[best],
  };
}

function explainQuantile(
  { kind, best, labels, probabilities }: Decision,
  { q, threshold }: QuantileRule,
  classes: readonly string[],
): string {
  const networks = `${+((1 - q) * 100).toFixed(1)} % of the sampled networks`;
  const value = floored(probabilities[best]);
  switch (kind) {
    case "answer":
      return `${networks} give it at least ${value}; the rule asks for more than ${threshold}`;
    case "ambiguous":
      return `${networks} give each of ${labels.map((label) => classes[label]).join(", ")} more than ${threshold}`;
    default:
      return `no class gets more than ${threshold} from ${networks}; ${classes[best]} comes nearest with ${value}`;
  }
}
