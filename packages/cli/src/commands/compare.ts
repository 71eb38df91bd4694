import { Command, Option } from "commander";
import type { CompareCommandOptions } from "../actions/compare-either.js";
import { addCommonOptions, parseList, parseNonEmpty, parsePositiveInteger } from "../options.js";
import { addPredictionsOptions } from "../predictions-options.js";
import { action } from "../run-command.js";

/** `nescio compare`: models and rules side by side. */
export function compareCommand(): Command {
  const command = new Command("compare")
    .description(
      "put models and rules side by side: the same images, the same figures, the best of each marked",
    )
    .argument("[models...]", "model files; with --predictions there are none");
  addPredictionsOptions(command, { several: true });
  command
    .option(
      "--rule <list>",
      "rules to decide by, separated by commas or given one by one: every model under each (default: its own);\n" +
        "one for all --predictions, or one for each in their order, which may be a file that calibrate wrote",
      parseRules,
    )
    .option(
      "--dataset <name|path>",
      "labelled images like those they were trained on (default: the first model's data set's test split)",
      parseNonEmpty,
    )
    .option(
      "--ood <list>",
      "images to refuse: names, IDX files and folders, separated by commas (default: noise);\n" +
        "of several --predictions a file for each, in their order",
      parseList,
    )
    .option("--samples <n>", "networks drawn for each image (default: each model's)", parsePositiveInteger)
    .option("--report <file>", "write an HTML page with the table and a chart", parseNonEmpty)
    .addOption(new Option("--json [file]", "print the figures as JSON, or write them to a file"))
    .addHelpText(
      "after",
      `
Examples:
  nescio compare mean-field.nescio swag.nescio mixture.nescio
  nescio compare mnist.nescio --rule quantile:0.5:0.2 --rule max-probability:0.99+familiarity:0.01
  nescio compare a.nescio b.nescio --ood noise,notmnist,kmnist --report compare.html --json compare.json
  nescio compare --predictions a.csv,b.csv --labels truth --rule a.json,b.json`,
    )
    .action(
      action<CompareCommandOptions>(async (context, models: string[]) =>
        (await import("../actions/compare-either.js")).compareEither(context, models),
      ),
    );
  addCommonOptions(command, "dataDir", "limit", "seed", "threads", "quiet");
  return command;
}

/** The option may be given several times. */
function parseRules(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), ...parseList(text)];
}
