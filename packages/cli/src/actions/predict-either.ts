import { imageInput, takesRows } from "@nescio/core/internal";
import { NescioError } from "@nescio/core";
import { loadModel } from "@nescio/node";
import { formatByEnding } from "@nescio/node/internal";
import type { CommandContext } from "../run-command.js";
import { predict, type PredictOptions } from "./predict.js";
import { predictRows, type PredictRowsOptions } from "./rows/predict-rows.js";

/** What the command takes, of either kind. */
export type PredictCommandOptions = PredictOptions & PredictRowsOptions;

/** Options that say something of pictures alone, and such of rows. */
const ofPictures = ["reading", "invert", "background", "split", "show"] as const;
const ofRows = ["from", "format", "out", "probabilities"] as const;

/** Predicts pictures, or rows of a table, as the model takes the one or the other. */
export async function predictEither(
  context: CommandContext<PredictCommandOptions>,
  given: string[],
): Promise<void> {
  const { options } = context;
  const model = await loadModel(options.model);
  const rows = takesRows(model.network);
  const stray = (rows ? ofPictures : ofRows).find((name) => options[name] !== undefined);
  if (stray !== undefined) {
    throw new NescioError({
      code: "invalid-option",
      subject: `--${stray}`,
      expected: rows ? "a model of images that it is about" : "a model of rows that it is about",
      found: `${options.model}, which takes ${rows ? "rows" : "images"}`,
      next: "Name another with --model.",
    });
  }
  if (rows) return predictRows(context, model, given);
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
