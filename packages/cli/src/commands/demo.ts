import { Command, Option } from "commander";
import type { DemoOptions } from "../actions/demo.js";
import { addCommonOptions, parseList, parseNonEmpty, parsePositiveInteger, ruleOption } from "../options.js";
import { action } from "../run-command.js";
import { addTrainingOptions } from "../training-options.js";

/** `nescio demo`: the tutorial in one go. */
export function demoCommand(): Command {
  const command = new Command("demo")
    .description(
      "the whole experiment: train, evaluate on digits, noise and letters, write a model and a report",
    )
    .addOption(
      new Option("--dataset <name>", "auto: MNIST where it can be had, else generated glyphs")
        .choices(["auto", "mnist", "glyphs"])
        .default("auto"),
    )
    .option("--ood <list>", "images to refuse (default: noise, and the letters that are here)", parseList)
    .option("--out <dir>", "folder for model.nescio and report.html", parseNonEmpty, "nescio-demo")
    .option(
      "--samples <n>",
      "networks drawn for each image (default: 100, or the recipe's)",
      parsePositiveInteger,
    )
    .addOption(ruleOption("rule to decide by", "the preset's", { familiarity: false }))
    .addOption(new Option("--json [file]", "print the figures as JSON, or write them to a file"))
    .addHelpText(
      "after",
      `
Examples:
  nescio demo
  nescio demo --preset tutorial --json figures.json
  nescio demo --rule quantile:0.1:0.5
  nescio demo --dataset glyphs --epochs 2 --out /tmp/demo`,
    )
    .action(action<DemoOptions>(async (context) => (await import("../actions/demo.js")).demo(context)));
  addTrainingOptions(
    command,
    "for MNIST as default; for glyphs a recipe by the data, calibrated on images held out",
  );
  addCommonOptions(command, "dataDir", "limit", "seed", "threads", "quiet");
  return command;
}
