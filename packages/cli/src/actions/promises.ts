import type { Model, Rule } from "@nescio/core";
import type { Ui } from "../ui.js";

/** Networks that are sampled where a model does not say how many. */
const defaultSamples = 100;

/** How many networks a model's rule was calibrated with. */
export function samplesOf({ samples = defaultSamples }: Pick<Model, "samples">): number {
  return samples;
}

/** What was calibrated with another number of networks is calibrated no more. */
export function withoutPromises({ calibration: _, sets: __, ...rest }: Rule): Rule {
  return rest;
}

/** The model's rule; with another number of networks than it was calibrated with, without its promises, which is said. */
export function ruleInForce(
  ui: Pick<Ui, "notice">,
  model: Pick<Model, "rule" | "samples">,
  samples: number | undefined,
): Rule {
  const { rule } = model;
  const own = samplesOf(model);
  if (samples === undefined || samples === own) return rule;
  if (rule.calibration === undefined && rule.sets === undefined) return rule;
  ui.notice(
    `What the model promises was found out with ${own} networks for each image: with --samples ${samples} nothing is promised.`,
  );
  return withoutPromises(rule);
}
