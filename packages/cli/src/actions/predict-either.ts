import { imageInput, takesRows } from "@nescio/core/internal";
import { NescioError } from "@nescio/core";
import { loadModel } from "@nescio/node";
import { formatByEnding } from "@nescio/node/internal";
import type { CommandContext } from "../run-command.js";
import { prepareOutputs } from "./outputs.js";
import { predict, type PredictOptions } from "./predict.js";
import { checkInputs } from "./rows/check-inputs.js";
import { predictRows, type PredictRowsOptions } from "./rows/predict-rows.js";

/** What the command takes, of either kind. */
export type PredictCommandOptions = PredictOptions & PredictRowsOptions;

/** Options that say something of pictures alone, and such of rows. */
const ofImages = ["reading", "invert", "background", "split", "show"] as const;
const ofRows = ["from", "format", "out", "probabilities"] as const;

/** Predicts pictures, or rows of a table, as the model takes the one or the other. */
export async function predictEither(
  context: CommandContext<PredictCommandOptions>,
  given: string[],
): Promise<void> {
  const { options } = context;
  const outputs = { "--show": options.show, "--out": options.out };
  await prepareOutputs(outputs, [options.model, ...given], { regular: ["--out"] });
  const model = await loadModel(options.model);
  checkInputs(options.model, model, options, { ofImages, ofRows });
  if (takesRows(model.network)) return predictRows(context, model, given);
  const table = given.find((path) => path === "-" || formatByEnding(path) !== undefined);
  if (table === undefined) return predict(context, model, given);
  const { width, height } = imageInput(model.network);
  throw new NescioError({
    code: "invalid-option",
    subject: table === "-" ? "standard input" : table,
    expected: `pictures, as ${options.model} takes images of ${width}×${height} pixels`,
    found: "a table",
    next: "Name a model of rows with --model.",
  });
}
