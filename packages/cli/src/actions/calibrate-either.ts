import type { CommandContext } from "../run-command.js";
import { calibrate, type CalibrateOptions } from "./calibrate.js";
import { calibrateOutputs, type CalibrateOutputsOptions } from "./outputs-of-models/calibrate-outputs.js";
import { checkSides, ofOutputs } from "./outputs-of-models/outputs-options.js";

/** What the command takes, of either kind. */
export type CalibrateCommandOptions = CalibrateOptions & Partial<CalibrateOutputsOptions>;

const ofModels = ["dataset", "familiarity", "samples", "calibrationImages", "reading"] as const;
/** Options of predictions that calibrating alone has. */
const ofFeatures = ["features", "reference", "metric"] as const;

/** Calibrates a model, or with `--predictions` what another one says. */
export function calibrateEither(
  context: CommandContext<CalibrateCommandOptions>,
  model: string | undefined,
): Promise<void> {
  const { options } = context;
  const { predictions, temperature = true } = options;
  checkSides("calibrate", model, options, { ofModels, ofOutputs: [...ofOutputs, ...ofFeatures] });
  if (model !== undefined) return calibrate(context, model);
  return calibrateOutputs({ ...context, options: { ...options, predictions: predictions!, temperature } });
}
