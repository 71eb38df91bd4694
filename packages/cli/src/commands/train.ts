import { Command } from "commander";
import type { TrainOptions } from "../actions/train.js";
import {
  addCommonOptions,
  parseList,
  parseMaxErrors,
  parseNonEmpty,
  parsePositiveInteger,
  parseShare,
  ruleOption,
} from "../options.js";
import { addReadingOptions } from "../reading-options.js";
import { action } from "../run-command.js";
import { addTrainingOptions } from "../training-options.js";

/** `nescio train`: a data set in, a model file out. */
export function trainCommand(): Command {
  const command = new Command("train")
    .description("from labelled images or rows to a model that refuses what it does not know, with a report")
    .argument(
      "[data]",
      "a folder with a folder of images for each class, an IDX file, a table (csv, tsv, jsonl, npy, npz, parquet), or a data set by name (default: mnist)",
    )
    .option("--dataset <name|path>", "the same", parseNonEmpty)
    .option(
      "--continue <model>",
      "a model that learns on, from the labels of reviewers: with --with",
      parseNonEmpty,
    )
    .option(
      "--with <reviews>",
      "with --continue: their queue, as a folder, postgres://…, http(s)://… of a service, or a file of an export",
      parseNonEmpty,
    )
    .option(
      "--max-error <share|class=share>",
      "with --continue: greatest share of wrong answers among the answered (default: what the model promised)",
      parseMaxErrors,
    )
    .option("--confidence <share>", "with --max-error: how sure that is to be (default: 0.99)", parseShare)
    .option("--out <file>", "the model file to write", parseNonEmpty, "model.nescio")
    .option("--report <file>", "the report to write (default: OUT with .html)", parseNonEmpty)
    .option("--no-report", "write none")
    .option("--no-calibrate", "hold no images out: no familiarity, no promise, no report")
    .option("--target <column>", "of a table: the column to be told by the others", parseNonEmpty)
    .option("--labels <file>", "of a table: a file with the target, row by row", parseNonEmpty)
    .option("--drop <columns>", "of a table: columns to leave out", parseList)
    .option("--keep <columns>", "columns to learn from although they look like names of rows", parseList)
    .option("--show <column>", "what rows are called in explanations: a text or an identifier", parseNonEmpty)
    .option("--text <columns>", "columns whose numbers are names", parseList)
    .addOption(ruleOption("rule stored with the model", "calibrated, or the preset's", { familiarity: true }))
    .option("--half", "store numbers in half precision: half the size")
    .option(
      "--samples <n>",
      "networks to sample where nobody says how many (default: 30, with another preset 100)",
      parsePositiveInteger,
    )
    .option(
      "--checkpoint",
      "keep the training in OUT.checkpoint after every epoch, and go on from there if it was interrupted",
    )
    .addHelpText(
      "after",
      `
Looks at the images, parts them (classes alike in all parts), picks a recipe that fits them, trains, learns what is
familiar, chooses a rule, and finds out on images that nothing was chosen by what can be promised of it. Any of it can be
said otherwise by an option; with another --preset than auto, nothing is calibrated.

Of a table, what its columns are is inferred and printed: numbers, which are standardised, and categories. Small tables are learned
from whole: what can be promised is found out by leaving out a part of the rows in turn.

With --continue, a model learns from settled labels of a review queue, beside the data of its training where that is at hand
(--dataset names it; of a small table it is needed). A sample of the traffic, which the audit slice makes possible, is kept apart: by it the promise is found
anew, as the model's old one does not hold any more, and what changed is told.

Examples:
  nescio train ./my-pictures
  nescio train --continue model.nescio --with ./queue --out better.nescio
  nescio train --continue model.nescio --with reviews.jsonl --dataset ./my-pictures --max-error 0.02 --out better.nescio
  nescio train customers.csv --continue churn.nescio --with ./queue --out better.nescio
  nescio train customers.csv --target churned --show id --out churn.nescio
  nescio train embeddings.npy --labels sentences.csv --target intent --show text
  nescio train ./my-pictures --group-by prefix:_ --out pictures.nescio
  nescio train ./photos --reading photo:crop --epochs 20
  nescio train --dataset mnist --preset default --out mnist.nescio
  nescio train --preset tutorial --seed 7
  nescio train --preset convolution --channels 16,32 --posterior mixture --hold-out 10000
  nescio train --preset default --epochs 50 --validation 5000 --patience 3 --checkpoint
  nescio train train-images-idx3-ubyte.gz --network network.json

A network file looks like
  { "input": [28, 28, 1], "layers": [{ "type": "flatten" }, { "type": "dense", "name": "fc1", "outputs": 1024 },
    { "type": "relu" }, { "type": "dense", "name": "out", "outputs": 10 }] }`,
    )
    .action(
      action<TrainOptions>(async (context, data?: string) =>
        (await import("../actions/train.js")).train(context, data),
      ),
    );
  addTrainingOptions(command);
  addReadingOptions(command);
  addCommonOptions(command, "dataDir", "limit", "seed", "threads", "json", "quiet");
  return command;
}
