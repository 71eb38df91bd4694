import { takesRows } from "@nescio/core/internal";
import { loadModel } from "@nescio/node";
import type { CommandContext } from "../run-command.js";
import { calibrate, type CalibrateOptions } from "./calibrate.js";
import { checkAsked } from "./contract-options.js";
import { calibrateOutputs, type CalibrateOutputsOptions } from "./outputs-of-models/calibrate-outputs.js";
import { checkSides, ofOutputs } from "./outputs-of-models/outputs-options.js";
import { prepareOutputs } from "./outputs.js";
import { calibrateRows, type CalibrateRowsOptions } from "./rows/calibrate-rows.js";
import { checkInputs } from "./rows/check-inputs.js";

/** What the command takes, of any kind. */
export type CalibrateCommandOptions = CalibrateOptions &
  CalibrateRowsOptions &
  Partial<CalibrateOutputsOptions>;

const ofImages = [
  "dataset",
  "calibrationImages",
  "reading",
  "invert",
  "background",
  "limit",
  "dataDir",
] as const;
const ofRows = ["heldOut", "trainingRows", "target", "labels"] as const;
const ofModels = [...ofImages, "familiarity", "samples", "heldOut", "trainingRows", "target"] as const;
/** Options of predictions that calibrating alone has. */
const ofFeatures = ["features", "reference", "metric"] as const;

/** Calibrates a model, on images or rows as it takes the one or the other, or with `--predictions` what another one says. */
export async function calibrateEither(
  context: CommandContext<CalibrateCommandOptions>,
  path: string | undefined,
): Promise<void> {
  const { options } = context;
  const { predictions, temperature = true } = options;
  const onlyOutputs = ofOutputs.filter((name) => name !== "labels");
  checkSides("calibrate", path, options, { ofModels, ofOutputs: [...onlyOutputs, ...ofFeatures] });
  if (path === undefined) {
    return calibrateOutputs({ ...context, options: { ...options, predictions: predictions!, temperature } });
  }
  checkAsked(options);
  const { out = path, dataset, heldOut, trainingRows, labels } = options;
  const inputs = [dataset, heldOut, trainingRows, labels, out === path ? undefined : path];
  await prepareOutputs({ "--out": out }, inputs, { regular: ["--out"] });
  const model = await loadModel(path);
  checkInputs(path, model, options, { ofImages, ofRows });
  return takesRows(model.network) ? calibrateRows(context, model, path) : calibrate(context, model, path);
}
