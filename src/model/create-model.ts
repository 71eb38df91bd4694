import type { Dataset } from "../data/dataset.js";
import { presetRules } from "../decision/preset-rules.js";
import type { Rule } from "../decision/rule.js";
import { MeanFieldPosterior } from "../inference/mean-field/posterior.js";
import type { PresetName } from "../inference/mean-field/options.js";
import type { MeanFieldResult } from "../inference/mean-field/train.js";
import type { Posterior } from "../inference/posterior.js";
import { version } from "../version.js";
import type { Json, Model } from "./model.js";

/** What a model file says beyond the posterior itself. */
export interface ModelFacts {
  /** The data set it was trained on. */
  readonly dataset: Dataset;
  /** Name of the preset that the settings started from. */
  readonly preset: PresetName;
  /** The rule to decide by where none is asked for. Default: the preset's (`presetRules`). */
  readonly rule?: Rule | undefined;
}

/** A model, ready to be saved, from the result of training. */
export function createModel(
  result: MeanFieldResult,
  { dataset, preset, rule = presetRules[preset] }: ModelFacts,
): Model {
  const { posterior, settings, lossPerImageByEpoch, seconds, msPerStep, threads } = result;
  return {
    kind: "mean-field",
    network: posterior.network,
    tensors: posterior.tensors,
    classes: dataset.classes,
    inputScale: "1/255",
    rule,
    training: {
      preset,
      dataset: dataset.name,
      epochs: settings.epochs,
      lossPerImageByEpoch,
      seconds,
      msPerStep,
      threads,
      options: settings as Json,
      seed: settings.seed,
      data: [{ name: dataset.name, sources: dataset.sources ?? [] }],
      version,
    },
  };
}

/** The distribution over networks that a model holds: draw from it, or let it predict. */
export function posteriorOf(model: Model): Posterior {
  return new MeanFieldPosterior(model.network, model.tensors);
}
