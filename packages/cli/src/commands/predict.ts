import { Command, Option } from "commander";
import type { PredictOptions } from "../actions/predict.js";
import { boxedModel } from "../boxed-model.js";
import { addCommonOptions, parseNonEmpty, parsePositiveInteger, ruleOption } from "../options.js";
import { addReadingOptionsOfModel } from "../reading-options.js";
import { action } from "../run-command.js";

/** `nescio predict`: an answer, or "I don't know", for pictures. */
export function predictCommand(): Command {
  const command = new Command("predict")
    .description('answer for pictures, or say "I don\'t know"')
    .argument("<images...>", "image files of any size, folders of them, or patterns such as 'scans/**/*.jpg'")
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
    .option("--samples <n>", "networks drawn for each image (default: the model's)", parsePositiveInteger)
    .addOption(ruleOption("rule to decide by", "the model's", { familiarity: true }))
    .addOption(new Option("--csv", "print a table of comma-separated values on stdout").conflicts("json"))
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

Examples:
  nescio predict digit.png
  nescio predict photos/ --show seen.png
  nescio predict 'scans/**/*.jpg' --csv > answers.csv
  nescio predict telephone-number.jpg --split
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
