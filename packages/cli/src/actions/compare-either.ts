import { NescioError } from "@nescio/core";
import type { CommandContext } from "../run-command.js";
import { compare, type CompareOptions } from "./compare.js";
import { compareOutputs, type CompareOutputsOptions } from "./outputs-of-models/compare-outputs.js";
import { checkSides, ofOutputs } from "./outputs-of-models/outputs-options.js";

/** What the command takes, of either kind. */
export type CompareCommandOptions = Omit<CompareOptions, "ood"> & Partial<CompareOutputsOptions>;

const ofModels = ["dataset", "samples"] as const;

/** Compares models, or with `--predictions` what others say. */
export function compareEither(
  context: CommandContext<CompareCommandOptions>,
  models: string[],
): Promise<void> {
  const { options } = context;
  const { predictions, ood = ["noise"] } = options;
  checkSides("compare", models.length === 0 ? undefined : models, options, { ofModels, ofOutputs });
  if (predictions === undefined) return compare({ ...context, options: { ...options, ood } }, models);
  if (predictions.length > 1 || (options.rule?.length ?? 0) > 1) {
    return compareOutputs({ ...context, options: { ...options, predictions } });
  }
  throw new NescioError({
    code: "invalid-option",
    subject: "compare",
    expected: "predictions of several models, or several rules",
    found: `one of each; \`nescio evaluate\` shows them`,
  });
}
