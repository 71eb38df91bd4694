import { Command } from "commander";
import type { TrainOptions } from "../actions/train.js";
import { addCommonOptions, parseNonEmpty, parsePositiveInteger, ruleOption } from "../options.js";
import { addReadingOptions } from "../reading-options.js";
import { action } from "../run-command.js";
import { addTrainingOptions } from "../training-options.js";

/** `nescio train`: a data set in, a model file out. */
export function trainCommand(): Command {
  const command = new Command("train")
    .description("train a Bayesian network on images and write it to a model file")
    .option(
      "--dataset <name|path>",
      "a data set by name, an IDX file, or a folder of images",
      parseNonEmpty,
      "mnist",
    )
    .option("--out <file>", "the model file to write", parseNonEmpty, "model.nescio")
    .addOption(ruleOption("rule stored with the model", "the preset's", { familiarity: false }))
    .option("--half", "store numbers in half precision: half the size")
    .option(
      "--samples <n>",
      "networks to sample where nobody says how many (default: 100)",
      parsePositiveInteger,
    )
    .option(
      "--checkpoint",
      "keep the training in OUT.checkpoint after every epoch, and go on from there if it was interrupted",
    )
    .addHelpText(
      "after",
      `
Examples:
  nescio train --dataset mnist --out mnist.nescio
  nescio train --preset tutorial --seed 7
  nescio train --dataset ./photos --hidden 512,256 --epochs 20
  nescio train --channels 16,32 --kernel 5 --dropout 0.25
  nescio train --channels 16,32 --posterior mixture --members 5 --augment shift=2,rotation=12,scale=0.12 --hold-out 10000
  nescio train --epochs 50 --validation 5000 --patience 3 --checkpoint
  nescio train --dataset train-images-idx3-ubyte.gz --network network.json

A network file looks like
  { "input": [28, 28, 1], "layers": [{ "type": "flatten" }, { "type": "dense", "name": "fc1", "outputs": 1024 },
    { "type": "relu" }, { "type": "dense", "name": "out", "outputs": 10 }] }`,
    )
    .action(action<TrainOptions>(async (context) => (await import("../actions/train.js")).train(context)));
  addTrainingOptions(command);
  addReadingOptions(command, "the pictures of a folder", "as they are, of one size");
  addCommonOptions(command, "dataDir", "limit", "seed", "threads", "json", "quiet");
  return command;
}
