import { Option, type Command } from "commander";
import { parseList, parseNonEmpty } from "./options.js";

/**
 * Adds what commands take that read what another model said: `--predictions` and what says how it is to be read.
 *
 * @param options.several Whether there may be predictions of several models. Default false.
 */
export function addPredictionsOptions(command: Command, { several = false } = {}): Command {
  const predictions = new Option(
    `--predictions <${several ? "list" : "file"}>`,
    (several ? "instead of models what others" : "instead of a model what another one") +
      " said of rows: CSV, TSV, JSON Lines or Parquet with a\ncolumn for each class, or npy",
  );
  return command
    .addOption(several ? predictions.argParser(parseList) : predictions.argParser(parseNonEmpty))
    .option(
      "--labels <column|file>",
      "with --predictions: the column of the true classes; of npy, and of a model of rows, the file that has them",
      parseNonEmpty,
    )
    .addOption(
      new Option("--logits", "the predictions are logits, not probabilities").conflicts("logProbabilities"),
    )
    .option("--log-probabilities", "they are logarithms of probabilities")
    .option("--columns <list>", "the classes' columns (default: all but --labels and --drop)", parseList)
    .option("--classes <list>", "what they are called (default: as the columns)", parseList)
    .option("--drop <list>", "columns that are of no class", parseList)
    .option(
      "--members <list>",
      "of an ensemble in one table: what each member's columns begin with, as m0_,m1_",
      parseList,
    );
}
