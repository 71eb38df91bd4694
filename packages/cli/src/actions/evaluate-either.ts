import { NescioError } from "@nescio/core";
import { takesRows } from "@nescio/core/internal";
import { loadModel } from "@nescio/node";
import type { CommandContext } from "../run-command.js";
import { evaluate, type EvaluateOptions } from "./evaluate.js";
import { evaluateOutputs, type EvaluateOutputsOptions } from "./outputs-of-models/evaluate-outputs.js";
import { checkSides, ofOutputs } from "./outputs-of-models/outputs-options.js";
import { prepareOutputs } from "./outputs.js";
import { checkInputs } from "./rows/check-inputs.js";
import { evaluateRows, type EvaluateRowsOptions } from "./rows/evaluate-rows.js";

/** What the command takes, of any kind. */
export type EvaluateCommandOptions = Omit<EvaluateOptions, "ood"> &
  Omit<EvaluateRowsOptions, "dataset"> &
  Partial<EvaluateOutputsOptions>;

const ofImages = ["corruptions", "training", "reading", "invert", "background", "limit", "dataDir"] as const;
const ofRows = ["target", "labels"] as const;
const ofModels = [...ofImages, "dataset", "samples", "target"] as const;

/** Evaluates a model, on images or rows as it takes the one or the other, or with `--predictions` what another one says. */
export async function evaluateEither(
  context: CommandContext<EvaluateCommandOptions>,
  path: string | undefined,
  data: string | undefined,
): Promise<void> {
  const { predictions } = context.options;
  const options = { ...context.options, ...datasetOf(context.options, data) };
  const onlyOutputs = ofOutputs.filter((name) => name !== "labels");
  checkSides("evaluate", path, options, { ofModels, ofOutputs: [...onlyOutputs, "features"] });
  if (path === undefined) {
    return evaluateOutputs({ ...context, options: { ...options, predictions: predictions! } });
  }
  const { report, json, dataset, training, labels, ood = [] } = options;
  await prepareOutputs({ "--report": report, "--json": json }, [path, dataset, training, labels, ...ood]);
  const model = await loadModel(path);
  checkInputs(path, model, options, { ofImages, ofRows });
  if (takesRows(model.network)) return evaluateRows({ ...context, options }, model, path);
  return evaluate({ ...context, options: { ...options, ood: options.ood ?? ["noise"] } }, model, path);
}

/** The data set, which has two ways to be named. */
function datasetOf(
  { dataset }: { readonly dataset?: string },
  data: string | undefined,
): { dataset?: string } {
  if (data === undefined) return {};
  if (dataset === undefined) return { dataset: data };
  const found = `${data} and --dataset ${dataset}`;
  throw new NescioError({ code: "invalid-option", subject: "evaluate", expected: "one data set", found });
}
