import { Command, Option } from "commander";
import type { EvaluateCommandOptions } from "../actions/evaluate-either.js";
import { addCommonOptions, parseList, parseNonEmpty, parsePositiveInteger, ruleOption } from "../options.js";
import { addPredictionsOptions } from "../predictions-options.js";
import { addReadingOptionsOfModel } from "../reading-options.js";
import { action } from "../run-command.js";

/** `nescio evaluate`: how right a model is, and what it refuses. */
export function evaluateCommand(): Command {
  const command = new Command("evaluate")
    .description("measure a model: accuracy where it answers, and what it makes of images it should refuse")
    .argument("[model]", "model file; with --predictions there is none")
    .argument(
      "[data]",
      "labelled images or, of a model of rows, a table of labelled rows: CSV, TSV, JSON Lines, npy, npz or Parquet",
    );
  addPredictionsOptions(command);
  command
    .option("--dataset <name|path>", "the same; default: of images its data set's test split", parseNonEmpty)
    .option(
      "--ood <list>",
      "images to refuse: names, IDX files and folders, separated by commas (default: noise); of a model of\n" +
        "rows tables of such; with --predictions files of what was said of such",
      parseList,
    )
    .option(
      "--features <file>",
      "with --predictions: what the rows are like, where the rule was calibrated with such a file",
      parseNonEmpty,
    )
    .option("--samples <n>", "networks drawn for each image (default: the model's)", parsePositiveInteger)
    .addOption(
      ruleOption("rule to decide by", "the model's; all is answered of --predictions", {
        familiarity: true,
        file: true,
      }),
    )
    .addOption(
      new Option(
        "--corruptions [n]",
        "also spoil the first n images in six ways, from weakly to badly (default: 1,000)",
      )
        .argParser(parsePositiveInteger)
        .preset("1000"),
    )
    .option("--report <file>", "write an HTML report, of images with pictures", parseNonEmpty)
    .option(
      "--training <name|path>",
      "for the report: what it was trained on, to show the images next to a picture (default: a data set with a\nname, where it is here)",
      parseNonEmpty,
    )
    .option(
      "--target <column>",
      "of rows: the column of the true classes (default: as in training)",
      parseNonEmpty,
    )
    .addOption(new Option("--json [file]", "print the figures as JSON, or write them to a file"))
    .addHelpText(
      "after",
      `
Examples:
  nescio evaluate mnist.nescio
  nescio evaluate mnist.nescio --ood noise,notmnist,kmnist --report report.html
  nescio evaluate mnist.nescio --rule quantile:0.1:0.5 --json figures.json
  nescio evaluate mnist.nescio --corruptions --report report.html
  nescio evaluate mnist.nescio --dataset ./my-digits --ood ./scans,letters-images-idx3-ubyte.gz
  nescio evaluate churn.nescio test.csv --ood other-shop.csv --report report.html
  nescio evaluate --predictions test.csv --labels truth --rule rule.json --ood other.csv --report report.html`,
    )
    .action(
      action<EvaluateCommandOptions>(async (context, model: string | undefined, data: string | undefined) =>
        (await import("../actions/evaluate-either.js")).evaluateEither(context, model, data),
      ),
    );
  addReadingOptionsOfModel(command, "the pictures of folders");
  addCommonOptions(command, "dataDir", "limit", "seed", "threads", "quiet");
  return command;
}
