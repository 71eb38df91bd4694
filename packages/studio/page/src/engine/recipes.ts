import {
  defaultRule,
  denseNetwork,
  type FamiliarityKindName,
  type ImageDataset,
  type Network,
  type PosteriorKind,
  type PresetName,
  type Rule,
  type TrainingSettings,
} from "@nescio/core";
import { recipeFor, withOutside } from "@nescio/core/internal";
import { fewAlpha, fewMembers, fewNetwork, fewRule, fewSettings } from "./few.js";
import type { RecipeName } from "./training-plan.js";

/** What is trained, and how. */
export interface PageRecipe {
  readonly preset: PresetName;
  readonly network: Network;
  readonly posterior: PosteriorKind;
  readonly members: number | undefined;
  /** Over the preset. */
  readonly settings: Partial<TrainingSettings>;
  /** What learns what is familiar afterwards, and the share of genuine images that may be refused for it. */
  readonly familiarity: FamiliarityKindName | undefined;
  readonly alpha: number;
  /** What decides, besides familiarity. */
  readonly rule: Rule;
}

const alpha = 0.02;
/** What the tutorial suggests at its end: nine networks in ten give it more than a half. */
const strict: Rule = { kind: "quantile", q: 0.1, threshold: 0.5 };
/** Hidden units of the tutorial's network. */
const hidden = 1024;

/** A recipe for the images that will be trained on. */
export function recipeOf(name: RecipeName, training: ImageDataset, seed: number): PageRecipe {
  const { height, width, channels, classes } = training;
  const dense = (): Network => denseNetwork([height, width, channels], [hidden], classes.length);
  const single = { posterior: "mean-field", members: undefined } as const;
  switch (name) {
    case "tutorial":
      return {
        preset: "tutorial",
        network: dense(),
        ...single,
        settings: { seed },
        familiarity: undefined,
        alpha,
        rule: defaultRule,
      };
    case "dense":
      return {
        preset: "default",
        network: dense(),
        ...single,
        settings: { seed },
        familiarity: "both",
        alpha,
        rule: strict,
      };
    case "convolution": {
      const { network, settings } = recipeFor(training, seed);
      return {
        ...{ preset: "convolution", network, ...single },
        settings: withOutside(settings, training),
        ...{ familiarity: "guarded", alpha, rule: strict },
      };
    }
    case "few":
      return {
        ...{ preset: "convolution", network: fewNetwork(training) },
        ...{ posterior: "mixture", members: fewMembers },
        settings: { ...fewSettings(training), seed },
        ...{ familiarity: "guarded", alpha: fewAlpha, rule: fewRule },
      };
  }
}
