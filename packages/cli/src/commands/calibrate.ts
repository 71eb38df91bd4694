import { measures, metrics } from "@nescio/core/internal";
import { Command, Option } from "commander";
import type { FamiliarityKindName } from "@nescio/core";
import type { CalibrateCommandOptions } from "../actions/calibrate-either.js";
import {
  addCommonOptions,
  parseMaxErrors,
  parseNonEmpty,
  parsePositiveInteger,
  parseShare,
} from "../options.js";
import { addPredictionsOptions } from "../predictions-options.js";
import { addReadingOptionsOfModel } from "../reading-options.js";
import { action } from "../run-command.js";

/** Every kind of `familiarityKinds`, which is not loaded for the help: one that lacks here does not compile. */
const familiarityChoices: Readonly<Record<FamiliarityKindName, true>> = {
  neighbours: true,
  gaussian: true,
  both: true,
  guarded: true,
  evidence: true,
};

/** `nescio calibrate`: a rule that keeps a promise. */
export function calibrateCommand(): Command {
  const command = new Command("calibrate")
    .description(
      "find the rule that keeps a promise, on images held out of training, and store it in the model",
    )
    .argument("[model]", "model file; with --predictions there is none");
  addPredictionsOptions(command);
  command
    .option(
      "--features <file|prefix*>",
      "what the rows are like, to refuse strangers: an npy or a table with a row for each, or the columns of\n" +
        "--predictions that begin so, as emb_*",
      parseNonEmpty,
    )
    .option(
      "--reference <file>",
      "features of rows that it was trained on (default: two fifths of the held-out rows)",
      parseNonEmpty,
    )
    .addOption(
      new Option(
        "--metric <name>",
        "how far features lie apart (default: euclidean, each in its spread)",
      ).choices(metrics),
    )
    .option("--no-temperature", "leave probabilities as they are (default: scaled where that helps)")
    .addOption(
      new Option(
        "--max-error <share|class=share>",
        "greatest share of wrong answers among the answered, e.g. 0.005; or among those answered as a class,\n" +
          "fraud=0.01, which may be said of several classes, and then the share alone is of all others",
      )
        .argParser(parseMaxErrors)
        .conflicts("maxRefusal"),
    )
    .option(
      "--per-class",
      "keep --max-error for every class by itself; one of which nothing can be promised is never answered",
    )
    .option(
      "--confidence <share>",
      "with --max-error: how sure that is to be, of all classes at once",
      parseShare,
      0.99,
    )
    .option(
      "--max-refusal <share>",
      "greatest share of genuine images refused, for all reasons together",
      parseShare,
    )
    .option(
      "--coverage <share>",
      "prediction sets that hold the true class this often, e.g. 0.99",
      parseShare,
    )
    .addOption(
      new Option("--sets <method>", "how prediction sets are made")
        .choices(["lac", "aps", "raps"])
        .default("lac"),
    )
    .addOption(
      new Option("--score <name>", "what the threshold is on").choices(measures).default("max-probability"),
    )
    .addOption(
      new Option(
        "--familiarity <kind>",
        "refuse what looks like nothing in training, by nearest neighbours, Gaussians of features, or\nboth " +
          "(default: as the model has it; neighbours for a contract where it has none)",
      ).choices([...Object.keys(familiarityChoices), "none"]),
    )
    .option(
      "--alpha <share>",
      "share of genuine images, or rows, that may be refused as unfamiliar (default: the rule's, or 0.01)",
      parseShare,
    )
    .option(
      "--dataset <name|path>",
      "what it was trained on, of which some images were held out (default: as the model says, where that has a name)",
      parseNonEmpty,
    )
    .option(
      "--held-out <file>",
      "of a model of rows: a table of labelled rows that training has not seen",
      parseNonEmpty,
    )
    .option(
      "--training-rows <file>",
      "of a model of rows: the table it was trained on, to fit familiarity to (default: that stays as it is)",
      parseNonEmpty,
    )
    .option(
      "--target <column>",
      "of rows: the column of the true classes (default: as in training)",
      parseNonEmpty,
    )
    .option(
      "--calibration-images <n>",
      "use only n of the images held out (default: all)",
      parsePositiveInteger,
    )
    .option("--samples <n>", "networks drawn for each image (default: the model's)", parsePositiveInteger)
    .option(
      "--out <file>",
      "write the calibrated model here (default: over the model), or the rule of --predictions (rule.json)",
      parseNonEmpty,
    )
    .addHelpText(
      "after",
      `
Every fifth of the images held out (at most 2000) calibrates familiarity; the others choose the threshold. The
threshold is found by selection with guaranteed risk (Geifman & El-Yaniv 2017), in a fixed sequence of tests, or as the
quantile that refuses no more than --max-refusal; the sets are conformal. All of it holds for images like those it was
trained on.

Of a model of rows the rows held out are a table of their own; all of them choose the threshold unless --training-rows has
familiarity fitted anew, which a fifth of them then calibrates. Those that calibrated the model's own familiarity are not to be
among them.

Where a promise cannot be kept, nothing is written, the exit code is 9, and the message says what could be promised.

Of --predictions a fifth of the rows, drawn by --seed, finds the temperature where they are 500 or more; the others keep the promise.
\`nescio decide\` applies the rule that comes of it.

Examples:
  nescio calibrate mnist.nescio --max-error 0.002 --confidence 0.99
  nescio calibrate mnist.nescio --max-refusal 0.02 --score entropy --out strict.nescio
  nescio calibrate mnist.nescio --coverage 0.99 --sets raps
  nescio calibrate churn.nescio --held-out held-out.csv --max-error 0.01
  nescio calibrate churn.nescio --held-out held-out.csv --training-rows train.csv --familiarity both --max-refusal 0.05
  nescio calibrate --predictions held-out.csv --labels species --max-error 0.01
  nescio calibrate --predictions held-out.csv --labels truth --max-error fraud=0.01 --max-error 0.001`,
    )
    .action(
      action<CalibrateCommandOptions>(async (context, model: string | undefined) =>
        (await import("../actions/calibrate-either.js")).calibrateEither(context, model),
      ),
    );
  addReadingOptionsOfModel(command, "the pictures of a folder");
  addCommonOptions(command, "dataDir", "limit", "seed", "threads", "json", "quiet");
  return command;
}
