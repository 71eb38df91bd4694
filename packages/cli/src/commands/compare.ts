import { Command, Option } from "commander";
import type { CompareOptions } from "../actions/compare.js";
import { addCommonOptions, parseList, parseNonEmpty, parsePositiveInteger } from "../options.js";
import { action } from "../run-command.js";

/** `nescio compare`: models and rules side by side. */
export function compareCommand(): Command {
  const command = new Command("compare")
    .description(
      "put models and rules side by side: the same images, the same figures, the best of each marked",
    )
    .argument("<models...>", "model files")
    .option(
      "--rule <list>",
      "rules to decide by, separated by commas or given one by one: every model under each (default: its own)",
      parseRules,
    )
    .option(
      "--dataset <name|path>",
      "labelled images like those they were trained on (default: the first model's data set's test split)",
      parseNonEmpty,
    )
    .option(
      "--ood <list>",
      "images to refuse: names, IDX files and folders, separated by commas",
      parseList,
      ["noise"],
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
  nescio compare a.nescio b.nescio --ood noise,notmnist,kmnist --report compare.html --json compare.json`,
    )
    .action(
      action<CompareOptions>(async (context, models: string[]) =>
        (await import("../actions/compare.js")).compare(context, models),
      ),
    );
  addCommonOptions(command, "dataDir", "limit", "seed", "threads", "quiet");
  return command;
}

/** The option may be given several times. */
function parseRules(text: string, before: string[] | undefined): string[] {
  return [...(before ?? []), ...parseList(text)];
}
