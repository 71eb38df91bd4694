import { Option, type Command } from "commander";
import type { MeanFieldSettings, PresetName } from "../inference/mean-field/index.js";
import {
  parseHidden,
  parseNonEmpty,
  parseNonNegative,
  parsePositiveInteger,
  parsePositiveNumber,
  parseShare,
} from "./options.js";

/** The options of `train` and `demo` that decide what is trained, and how. */
export interface TrainingOptions {
  readonly preset: PresetName;
  readonly hidden?: readonly number[];
  readonly channels?: readonly number[];
  readonly kernel?: number;
  readonly dropout?: number;
  readonly network?: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly schedule?: MeanFieldSettings["schedule"];
  readonly rateWarmup?: number;
  readonly estimator?: MeanFieldSettings["estimator"];
  readonly kl?: MeanFieldSettings["kl"];
  readonly klScale?: MeanFieldSettings["klScale"];
  readonly klWeight?: number;
  readonly klWarmup?: number;
  readonly priorScale?: number;
  readonly initialScale?: number;
}

/** Adds the options of {@link TrainingOptions} to a command. */
export function addTrainingOptions(command: Command): Command {
  const heading = "Training (defaults: the preset's)";
  const add = (option: Option): void => void command.addOption(option.helpGroup(heading));
  command.addOption(
    new Option("--preset <name>", "tutorial: the original program; default: what we recommend")
      .choices(["default", "tutorial"])
      .default("default"),
  );
  add(new Option("--epochs <n>", "passes over the training images").argParser(parsePositiveInteger));
  add(new Option("--batch-size <n>", "images a step").argParser(parsePositiveInteger));
  add(new Option("--learning-rate <x>", "Adam's step size at its highest").argParser(parsePositiveNumber));
  add(new Option("--schedule <name>", "of the learning rate").choices(["constant", "cosine"]));
  add(
    new Option("--rate-warmup <share>", "share of the run in which the learning rate rises").argParser(
      parseShare,
    ),
  );
  add(
    new Option("--estimator <name>", "draw weights, or pre-activations (local)").choices([
      "weights",
      "local",
    ]),
  );
  add(
    new Option("--kl <name>", "how KL(posterior, prior) is computed").choices(["monte-carlo", "closed-form"]),
  );
  add(
    new Option("--kl-scale <name>", "count it in full at every batch, or by batch / images").choices([
      "full",
      "batch",
    ]),
  );
  add(new Option("--kl-weight <x>", "factor on it").argParser(parseNonNegative));
  add(
    new Option("--kl-warmup <epochs>", "epochs in which that factor rises from 0").argParser(
      parseNonNegative,
    ),
  );
  add(
    new Option("--prior-scale <x>", "standard deviation of the weights' Gaussian prior").argParser(
      parsePositiveNumber,
    ),
  );
  add(
    new Option("--initial-scale <x>", "standard deviation of the posterior at the start").argParser(
      parsePositiveNumber,
    ),
  );
  add(
    new Option(
      "--hidden <sizes>",
      "hidden layers, e.g. 1024 or 512,256 (default: 1024, or 128 with --channels)",
    ).argParser(parseHidden),
  );
  add(
    new Option(
      "--channels <sizes>",
      "convolutions before them, each with relu and max pooling by 2, e.g. 16,32 (default: none)",
    ).argParser(parseHidden),
  );
  add(
    new Option("--kernel <n>", "pixels along a side of their kernels (default: 5)").argParser(
      parsePositiveInteger,
    ),
  );
  add(
    new Option(
      "--dropout <rate>",
      "with --channels: dropout before each dense layer (default: none)",
    ).argParser(parseShare),
  );
  add(
    new Option("--network <file>", "a network as JSON, instead of the four above")
      .argParser(parseNonEmpty)
      .conflicts(["hidden", "channels", "kernel", "dropout"]),
  );
  return command;
}
