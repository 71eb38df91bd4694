import { isRows, type Dataset, type RowDataset } from "../data/dataset.js";
import { checkWithoutFamiliarity, decide } from "../decision/decide.js";
import { checkRule } from "../decision/rule-schema.js";
import type { Decision, Rule } from "../decision/rule.js";
import type { FamiliarityScorer, FamiliarityScores } from "../familiarity/familiarity.js";
import { MixturePosterior } from "../posteriors/mixture/posterior.js";
import { PointPosterior } from "../posteriors/point/posterior.js";
import type { Posterior, PredictOptions } from "../prediction/posterior.js";
import type { Predictive } from "../predictive/predictive.js";
import { nextTurn } from "#host";

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
 * Predicts images, and scores how familiar they look where the model has a familiarity; with `aside`, both at once.
 * `onProgress` counts the images predicted.
 *
 * @throws NescioError `invalid-data` for images of another shape than the network's input, `invalid-option`, `aborted`.
 */
export async function assess(
  { posterior, familiarity }: Assessor,
  images: Dataset,
  options: PredictOptions = {},
): Promise<Assessment> {
  const { threads, aside, signal } = options;
  const predicting = posterior.predict(images, options);
  const unseen = isRows(images) && images.unseen !== undefined ? { unseen: images.unseen } : {};
  // Where the networks are single ones, what they say serves the familiarity, too.
  if (familiarity !== undefined && aside !== undefined && singleNetworks(posterior) === undefined) {
    // What is asked of the other thread is sent before this one is busy.
    const scoring = nextTurn().then(() => familiarity.score(images, { threads, signal }));
    const [predictive, scores] = await Promise.all([predicting, scoring]);
    return { predictive, scores, ...unseen };
  }
  const predictive = await predicting;
  if (familiarity === undefined) return { predictive, ...unseen };
  const said = singleNetworks(posterior) === predictive.samples ? predictive : undefined;
  return { predictive, scores: await familiarity.score(images, { threads, signal, said }), ...unseen };
}

/** How many single networks a posterior is made of; undefined where it is not. */
function singleNetworks(posterior: Posterior): number | undefined {
  if (posterior instanceof PointPosterior) return 1;
  if (!(posterior instanceof MixturePosterior)) return undefined;
  const { members } = posterior;
  return members.every((member) => member instanceof PointPosterior) ? members.length : undefined;
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
