import { fileURLToPath } from "node:url";
import { Command, Option } from "commander";
import type { PredictOptions } from "../actions/predict.js";
import { addCommonOptions, parseNonEmpty, parsePositiveInteger, ruleOption } from "../options.js";
import { action } from "../run-command.js";

// As far from here in dist/ as in src/.
const boxedModel = fileURLToPath(new URL("../../models/mnist.nescio", import.meta.url));

/** `nescio predict`: an answer, or "I don't know", for image files. */
export function predictCommand(): Command {
  const command = new Command("predict")
    .description('answer for PNG and JPEG files, or say "I don\'t know"')
    .argument("<images...>", "image files, of any size")
    .addOption(
      new Option("--model <file>", "model file")
        .argParser(parseNonEmpty)
        .default(boxedModel, "the model of handwritten digits that comes with nescio"),
    )
    .option("--invert", "for dark writing on a light ground, such as a scan: MNIST is light on dark")
    .option("--samples <n>", "networks drawn for each image (default: the model's)", parsePositiveInteger)
    .addOption(ruleOption("rule to decide by", "the model's", { familiarity: true }))
    .addHelpText(
      "after",
      `
An image is turned as its EXIF orientation says, transparency is laid on the ground colour (white with --invert,
else black), colours become grey where the model sees in grey, --invert turns dark into light, and the whole is
scaled to fit the model's input with its proportions kept, centred on black.

Examples:
  nescio predict digit.png
  nescio predict scan1.jpg scan2.jpg --invert
  nescio predict letter.png --model mnist.nescio --rule quantile:0.1:0.5 --json`,
    )
    .action(
      action<PredictOptions>(async (context, images: string[]) =>
        (await import("../actions/predict.js")).predict(context, images),
      ),
    );
  addCommonOptions(command, "seed", "threads", "json", "quiet");
  return command;
}
