import { NescioError } from "@nescio/core";
import type { CommandContext } from "../run-command.js";
import { calibrate, type CalibrateOptions } from "./calibrate.js";
import { calibrateOutputs, type CalibrateOutputsOptions } from "./outputs-of-models/calibrate-outputs.js";

/** What the command takes, of either kind. */
export type CalibrateCommandOptions = CalibrateOptions & Partial<CalibrateOutputsOptions>;

/** Options that say something of a model and its images alone, and such of another model's outputs. */
const ofModels = ["dataset", "familiarity", "alpha", "samples", "calibrationImages", "reading"] as const;
const ofOutputs = ["labels", "logits", "logProbabilities", "columns", "classes", "drop"] as const;

/** Calibrates a model, or with `--predictions` what another one says. */
export function calibrateEither(
  context: CommandContext<CalibrateCommandOptions>,
  model: string | undefined,
): Promise<void> {
  const { options } = context;
  const { predictions, temperature = true } = options;
  if ((model === undefined) === (predictions === undefined)) {
    throw new NescioError({
      code: "invalid-option",
      subject: "calibrate",
      expected: "a model file, or --predictions",
      found: model === undefined ? "neither" : "both",
    });
  }
  const stray = (model === undefined ? ofModels : ofOutputs).find((name) => options[name] !== undefined);
  if (stray !== undefined) {
    throw new NescioError({
      code: "invalid-option",
      subject: `--${stray.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      expected: model === undefined ? "a model that it is about" : "--predictions that it is about",
      found: model === undefined ? "--predictions" : "a model",
    });
  }
  if (model !== undefined) return calibrate(context, model);
  return calibrateOutputs({ ...context, options: { ...options, predictions: predictions!, temperature } });
}
