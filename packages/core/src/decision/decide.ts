import { NescioError } from "../errors.js";
import { isUnfamiliar } from "../familiarity/unfamiliar.js";
import type { Predictive } from "../predictive/predictive.js";
import { checkPredictive } from "../predictive/summaries.js";
import { headroom, jointHeadroom } from "./headroom.js";
import { checkRule } from "./rule-schema.js";
import type { Decision, Rule } from "./rule.js";
import { ruleKindOf } from "./rules/index.js";

/**
 * Decides on every image.
 *
 * The files of `rules/` say when a rule of each kind answers, and what it makes of the other images. With `alpha` an
 * image whose p-value is at most that is `unfamiliar`, whatever else could be said.
 *
 * Among equal probabilities the lower class comes first.
 *
 * @param pValues One for each image, from 0 to 1, of `Familiarity.score`; kept with the decisions. Needed where the
 * rule has an alpha.
 * @param tails Likewise; ranks (`Decision.score`) images whose p-value is the least there is. Default: the p-values.
 * @throws NescioError `invalid-data` for a malformed predictive or p-values, `invalid-option` for a malformed rule or
 * missing p-values.
 */
export function decide(
  predictive: Predictive,
  rule: Rule,
  pValues?: ArrayLike<number>,
  tails: ArrayLike<number> | undefined = pValues,
): Decision[] {
  checkPredictive(predictive);
  const checked = checkRule(rule);
  if (pValues !== undefined) checkPValues(pValues, predictive.images);
  if (tails !== undefined) checkPValues(tails, predictive.images);
  if (pValues === undefined) checkWithoutFamiliarity(checked);
  const decisions = ruleKindOf(checked).decide(predictive, checked);
  if (pValues === undefined) return decisions;
  return decisions.map((decision, image) =>
    withFamiliarity(decision, checked, pValues[image], tails![image]),
  );
}

function withFamiliarity(decision: Decision, rule: Rule, pValue: number, tail: number): Decision {
  const { alpha } = rule;
  if (alpha === undefined) return { ...decision, pValue };
  const unfamiliar = isUnfamiliar(pValue, alpha);
  // Tails only rank what is refused: a p-value may be the least there is, and still over α.
  const ranked = unfamiliar ? Math.min(tail, alpha) : pValue;
  const score = jointHeadroom(ruleKindOf(rule).headroom(decision, rule), headroom(ranked, alpha));
  if (!unfamiliar) return { ...decision, score, pValue };
  return { ...decision, kind: "unfamiliar", refused: true, labels: [], score, pValue };
}

function checkPValues(pValues: ArrayLike<number>, images: number): void {
  const wrong = (expected: string, found: string): never => {
    throw new NescioError({ code: "invalid-data", subject: "familiarity p-values", expected, found });
  };
  if (pValues.length !== images) wrong(`one for each of the ${images} images`, String(pValues.length));
  for (let i = 0; i < images; i++) {
    if (!(pValues[i] >= 0 && pValues[i] <= 1)) wrong("values from 0 to 1", `${pValues[i]} for image ${i}`);
  }
}

/** Throws `invalid-option` for a rule that needs familiarity, where there is none. */
export function checkWithoutFamiliarity({ alpha }: Rule): void {
  if (alpha === undefined) return;
  throw new NescioError({
    code: "invalid-option",
    subject: "rule",
    expected: "familiarity p-values, which its alpha is for",
    found: "none",
    next: "Score the images with the model's familiarity, or take +familiarity out of the rule.",
  });
}
