import * as z from "zod";
import { NescioError } from "../errors.js";
import { quantileInPlace } from "../math/quantile.js";
import type { Predictive } from "../predictive/predictive.js";
import { checkPredictive } from "../predictive/summaries.js";
import { firstIssue } from "../validation.js";
import type { Decision, Rule } from "./rule.js";

/** The tutorial's rule: every class whose median probability is over 0.2. */
export const defaultRule: Rule = Object.freeze({ kind: "quantile", q: 0.5, threshold: 0.2 });

const share = z.number().min(0).max(1);

/** The shape of a rule in JSON. */
export const ruleSchema = z.strictObject({ kind: z.literal("quantile"), q: share, threshold: share });

function invalid(found: string): NescioError {
  return new NescioError({
    code: "invalid-option",
    subject: "rule",
    expected: '"quantile:Q:T" with a quantile Q and a threshold T from 0 to 1',
    found,
    next: "For example quantile:0.5:0.2, the default, or the stricter quantile:0.1:0.5.",
  });
}

/** Validates a rule from anywhere. Throws `invalid-option`. */
export function checkRule(value: unknown): Rule {
  const parsed = ruleSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const { path, found } = firstIssue(parsed.error, value);
  throw invalid(path === "" ? found : `${path} = ${found}`);
}

const number = String.raw`(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)`;
const pattern = new RegExp(`^quantile:${number}:${number}$`, "i");

/** Reads `quantile:Q:T`, both from 0 to 1. Throws `invalid-option`. */
export function parseRule(text: string): Rule {
  const match = pattern.exec(text.trim());
  if (!match) throw invalid(`"${text}"`);
  return checkRule({ kind: "quantile", q: Number(match[1]), threshold: Number(match[2]) });
}

/** The text that `parseRule` reads as the same rule. */
export function formatRule(rule: Rule): string {
  return `${rule.kind}:${rule.q}:${rule.threshold}`;
}

/**
 * Decides on every image: a class is answered when the q-quantile of its probability over the samples is strictly
 * greater than the threshold. No such class: `refuse`; one: `answer`; several: `ambiguous`. Among equal quantiles
 * the lower class comes first. Quantiles are kept, and compared with the threshold, as 32-bit floats; those of all
 * images share one buffer.
 *
 * Throws `invalid-data` for a malformed predictive, `invalid-option` for a malformed rule.
 */
export function decide(predictive: Predictive, rule: Rule): Decision[] {
  checkPredictive(predictive);
  const { q, threshold } = checkRule(rule);
  const { images, samples, classes, logProbs } = predictive;
  const quantiles = new Float32Array(images * classes);
  const scratch = new Float64Array(samples);
  for (let image = 0; image < images; image++) {
    for (let c = 0; c < classes; c++) {
      let from = image * samples * classes + c;
      for (let sample = 0; sample < samples; sample++, from += classes) scratch[sample] = logProbs[from];
      // exp keeps the order, so only the neighbours of the quantile need it; interpolation is on probabilities.
      quantiles[image * classes + c] = quantileInPlace(scratch, q, Math.exp);
    }
  }
  const decisions: Decision[] = [];
  for (let image = 0; image < images; image++) {
    decisions.push(
      decideOne(quantiles.subarray(image * classes, (image + 1) * classes), Math.fround(threshold)),
    );
  }
  return decisions;
}

function decideOne(quantiles: Float32Array, threshold: number): Decision {
  const labels: number[] = [];
  let best = 0;
  for (let c = 0; c < quantiles.length; c++) {
    if (quantiles[c] > threshold) labels.push(c);
    if (quantiles[c] > quantiles[best]) best = c;
  }
  if (labels.length > 1) labels.sort((a, b) => quantiles[b] - quantiles[a] || a - b);
  const kind = labels.length === 0 ? "refuse" : labels.length === 1 ? "answer" : "ambiguous";
  return { kind, labels, best, quantiles, score: quantiles[best] };
}
