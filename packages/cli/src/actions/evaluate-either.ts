import type { CommandContext } from "../run-command.js";
import { evaluate, type EvaluateOptions } from "./evaluate.js";
import { evaluateOutputs, type EvaluateOutputsOptions } from "./outputs-of-models/evaluate-outputs.js";
import { checkSides, ofOutputs } from "./outputs-of-models/outputs-options.js";

/** What the command takes, of either kind. */
export type EvaluateCommandOptions = Omit<EvaluateOptions, "ood"> & Partial<EvaluateOutputsOptions>;

const ofModels = [...(["dataset", "samples", "corruptions", "training", "reading"] as const)];

/** Evaluates a model, or with `--predictions` what another one says. */
export function evaluateEither(
  context: CommandContext<EvaluateCommandOptions>,
  model: string | undefined,
): Promise<void> {
  const { options } = context;
  const { predictions, ood = ["noise"] } = options;
  checkSides("evaluate", model, options, { ofModels, ofOutputs: [...ofOutputs, "features"] });
  if (model !== undefined) return evaluate({ ...context, options: { ...options, ood } }, model);
  return evaluateOutputs({ ...context, options: { ...options, predictions: predictions! } });
}
