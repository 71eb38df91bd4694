import { Command, Option } from "commander";
import type { PredictCommandOptions } from "../actions/predict-either.js";
import { boxedModel } from "../boxed-model.js";
import { addCommonOptions, parseNonEmpty, parsePositiveInteger, ruleOption } from "../options.js";
import { addReadingOptionsOfModel } from "../reading-options.js";
import { action } from "../run-command.js";

/** `nescio predict`: an answer, or "I don't know", for pictures or rows of a table. */
export function predictCommand(): Command {
  const command = new Command("predict")
    .description('answer for pictures or rows of a table, or say "I don\'t know"')
    .argument(
      "<inputs...>",
      "image files of any size, folders of them, or patterns such as 'scans/**/*.jpg'; of a model of rows a table:\n" +
        "CSV, TSV, JSON Lines, npy, npz or Parquet; - reads standard input",
    )
    .addOption(
      new Option("--model <file>", "model file")
        .argParser(parseNonEmpty)
        .default(boxedModel, "the model of handwritten digits that comes with nescio"),
    );
  addReadingOptionsOfModel(command, "pictures")
    .option("--split", "answer for each character of a picture, from left to right and line by line")
    .option(
      "--show <file>",
      "write a PNG: each picture, and beside it what the network saw of it",
      parseNonEmpty,
    )
    .option(
      "--samples <n>",
      "networks drawn for each image or row (default: the model's)",
      parsePositiveInteger,
    )
    .addOption(ruleOption("rule to decide by", "the model's", { familiarity: true }))
    .addOption(new Option("--csv", "print a table of comma-separated values on stdout").conflicts("json"))
    .addOption(
      new Option("--out <file>", "of rows: write them here, as CSV or JSON Lines by its name")
        .argParser(parseNonEmpty)
        .conflicts("json"),
    )
    .addOption(
      new Option(
        "--format <name>",
        "of rows: what is written (default: by the name of --out, or as the input is)",
      )
        .choices(["csv", "jsonl"])
        .conflicts(["csv", "json"]),
    )
    .addOption(
      new Option(
        "--from <format>",
        "of rows: what the table is (default: by its name; of standard input csv)",
      ).choices([...["csv", "tsv", "jsonl", "npy", "npz", "parquet"]]),
    )
    .option("--probabilities", "of rows: a column for each class, p_CLASS, with its probability")
    .addHelpText(
      "after",
      `
PNG, JPEG, WebP, GIF (its first frame), BMP and TIFF are read, whatever a file is called, turned as their EXIF
orientation says. Then the reading makes the network's input:
  ink      what is written is found on its ground, dark or light, cut out and set as the digits of MNIST are;
           an answer has to be the same where it is set a little larger and smaller
  photo    the whole picture, scaled to fit inside the input on black (photo:crop: its middle)
  as-is    the pixels, of a picture that has the input's size
The model that comes with nescio reads ink; a model that says nothing reads photo.
A file that cannot be read does not keep the others from their answers; the exit code tells of it.

Of a model of rows, each row of the table comes out as it went in, with columns more: decision (the class, or nothing where it is
refused), refused, reason, explanation, probability (of the most probable class), familiarity where the rule asks for it, and set
where it has prediction sets. The columns that the model was trained on have to be there, in any order; others are passed
on. A terminal shows the first rows.

Examples:
  nescio predict digit.png
  nescio predict photos/ --show seen.png
  nescio predict 'scans/**/*.jpg' --csv > answers.csv
  nescio predict telephone-number.jpg --split
  nescio predict letter.png --model mnist.nescio --rule quantile:0.1:0.5 --json
  nescio predict customers.csv --model churn.nescio --out answered.csv
  zcat rows.csv.gz | nescio predict - --model churn.nescio --format jsonl --probabilities`,
    )
    .action(
      action<PredictCommandOptions>(async (context, inputs: string[]) =>
        (await import("../actions/predict-either.js")).predictEither(context, inputs),
      ),
    );
  addCommonOptions(command, "seed", "threads", "json", "quiet");
  return command;
}
