import { isRows, type Dataset, type RowDataset } from "../data/dataset.js";
import { checkWithoutFamiliarity, decide } from "../decision/decide.js";
import { checkRule } from "../decision/rule-schema.js";
import type { Decision, Rule } from "../decision/rule.js";
import type { FamiliarityScorer, FamiliarityScores } from "../familiarity/familiarity.js";
import { MixturePosterior } from "../posteriors/mixture/posterior.js";
import { PointPosterior } from "../posteriors/point/posterior.js";
import type { Posterior, PredictOptions } from "../prediction/posterior.js";
import type { Predictive } from "../predictive/predictive.js";

/** What a model says of images before a rule decides on them. */
export interface Assessment {
  readonly predictive: Predictive;
  /** How familiar the images look, where they were scored. */
  readonly scores?: FamiliarityScores | undefined;
  /** Rows with cells that training had nothing like, which are unfamiliar whatever the rule looks at. */
  readonly unseen?: RowDataset["unseen"];
}

/** What of a model looks at images. */
export interface Assessor {
  readonly posterior: Posterior;
  /** Not there: images are not scored. */
  readonly familiarity?: FamiliarityScorer | undefined;
}

/**
 * Throws `invalid-option` for a malformed rule, or one that asks for a familiarity that is not there: before images are
 * predicted.
 */
export function checkRuleOf({ familiarity }: Pick<Assessor, "familiarity">, rule: Rule): void {
  const checked = checkRule(rule);
  if (familiarity === undefined) checkWithoutFamiliarity(checked);
}

/**
 * Predicts images, and scores how familiar they look where the model has a familiarity. `onProgress` counts the images
 * predicted.
 *
 * @throws NescioError `invalid-data` for images of another shape than the network's input, `invalid-option`, `aborted`.
 */
export async function assess(
  { posterior, familiarity }: Assessor,
  images: Dataset,
  options: PredictOptions = {},
): Promise<Assessment> {
  const { threads, signal } = options;
  const predictive = await posterior.predict(images, options);
  const unseen = isRows(images) && images.unseen !== undefined ? { unseen: images.unseen } : {};
  if (familiarity === undefined) return { predictive, ...unseen };
  const said = saysAll(posterior, predictive) ? predictive : undefined;
  return { predictive, scores: await familiarity.score(images, { threads, signal, said }), ...unseen };
}

/** Whether a predictive is what each of a posterior's networks says, once: of one that is made of single networks. */
function saysAll(posterior: Posterior, { samples }: Predictive): boolean {
  if (posterior instanceof PointPosterior) return samples === 1;
  if (!(posterior instanceof MixturePosterior)) return false;
  const { members } = posterior;
  return samples === members.length && members.every((member) => member instanceof PointPosterior);
}

/**
 * What a rule makes of each image. The familiarity is looked at where the rule asks for it.
 *
 * @throws NescioError `invalid-option` for a malformed rule, or where it asks for a familiarity that is not there.
 */
export function decideAssessed({ predictive, scores, unseen }: Assessment, rule: Rule): Decision[] {
  const { pValues, tails } = (rule.alpha === undefined ? undefined : scores) ?? {};
  const decisions = decide(predictive, rule, pValues, tails);
  if (unseen === undefined) return decisions;
  return decisions.map((decision, row) =>
    unseen.has(row)
      ? { ...decision, kind: "unfamiliar" as const, refused: true, labels: [], score: 0 }
      : decision,
  );
}
