import type { Decision, Rule } from "./rule.js";

/** Rounded down, so that "at least" stays true. */
const floored = (share: number): string => (Math.floor(share * 1000) / 1000).toFixed(3);

const measures = {
  "max-probability": "the mean probability of the best class",
  entropy: "the entropy of the mean probability",
  "mutual-information": "the mutual information of class and network",
};

/**
 * Why a decision came out as it did, in words that follow the answer: "90 % of the sampled networks give it at least
 * 0.999; the rule asks for more than 0.5".
 *
 * @param rule The rule that made it.
 * @param classes Class names in label order.
 */
export function explainDecision(decision: Decision, rule: Rule, classes: readonly string[]): string {
  const { kind, best, labels, probabilities, familiarity } = decision;
  if (kind === "unfamiliar") {
    return (
      `unfamiliar: of held-out images of the kind it was trained on, at most ${percent(familiarity!)} look as ` +
      `strange; the rule turns away those up to ${percent(rule.familiarity!)}`
    );
  }
  if (rule.kind === "quantile") return byQuantile(decision, rule.q, rule.threshold, classes);
  const condition =
    rule.kind === "max-probability"
      ? `at least ${+rule.threshold.toFixed(4)}`
      : `at most ${+rule.threshold.toPrecision(4)} nats`;
  if (kind === "answer") {
    return `the mean probability is ${floored(probabilities[best])}; ${measures[rule.kind]} is ${condition}`;
  }
  const why =
    kind === "ambiguous"
      ? `ambiguous: the networks agree that it is between ${labels.map((label) => classes[label]).join(" and ")}`
      : `uncertain: the networks disagree; ${classes[best]} comes nearest with ${floored(probabilities[best])}`;
  return `${why}; ${measures[rule.kind]} is not ${condition}`;
}

function byQuantile(
  { kind, best, labels, probabilities }: Decision,
  q: number,
  threshold: number,
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

function percent(share: number): string {
  return `${+(100 * share).toPrecision(3)} %`;
}
