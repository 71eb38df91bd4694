import { Option, type Command } from "commander";
import type { Augmentation, PosteriorKind, PresetName, TrainingSettings } from "@nescio/core";
import { parseAugmentation } from "./augmentation-text.js";
import { DEFAULT_MEMBERS, kinds, kindsWithMembers } from "@nescio/core/internal";
import {
  parseCount,
  parseHidden,
  parseNonEmpty,
  parseNonNegative,
  parsePositiveInteger,
  parsePositiveNumber,
  parseShare,
} from "./options.js";

/** The options of `train` and `demo` that decide what is trained, and how. */
export interface TrainingOptions {
  readonly preset: PresetName | "auto";
  readonly posterior?: PosteriorKind;
  readonly members?: number;
  readonly augment?: Augmentation | "none";
  readonly holdOut?: number;
  readonly validation?: number;
  readonly groupBy?: string;
  readonly patience?: number;
  readonly hidden?: readonly number[];
  readonly channels?: readonly number[];
  readonly kernel?: number;
  readonly dropout?: number;
  readonly network?: string;
  readonly classWeight?: TrainingSettings["classWeight"];
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly schedule?: TrainingSettings["schedule"];
  readonly rateWarmup?: number;
  readonly estimator?: TrainingSettings["estimator"];
  readonly exact?: true;
  readonly kl?: TrainingSettings["kl"];
  readonly klScale?: TrainingSettings["klScale"];
  readonly klWeight?: number;
  readonly klWarmup?: number;
  readonly priorScale?: number;
  readonly initialScale?: number;
}

/**
 * Adds the options of {@link TrainingOptions} to a command.
 *
 * @param auto What the preset "auto" is to it.
 */
export function addTrainingOptions(
  command: Command,
  auto = "a recipe by the data, calibrated on images held out",
): Command {
  const heading = "Training (defaults: the recipe's or the preset's)";
  const add = (option: Option): void => void command.addOption(option.helpGroup(heading));
  command.addOption(
    new Option(
      "--preset <name>",
      `auto: ${auto}; tutorial: the original program; default: what we recommend for MNIST; convolution: the same for ` +
        "--channels, on images that vary from epoch to epoch",
    )
      .choices(["auto", "default", "tutorial", "convolution"])
      .default("auto"),
  );
  add(
    new Option(
      "--posterior <kind>",
      `what is trained (default: mean-field; by the recipe a mixture of 3): ${Object.entries(kinds)
        .map(([name, { help }]) => `${name}, ${help}`)
        .join("; ")}`,
    ).choices(Object.keys(kinds)),
  );
  add(
    new Option(
      "--members <n>",
      `how many, of ${kindsWithMembers.join(", ")} (default: ${DEFAULT_MEMBERS})`,
    ).argParser(parsePositiveInteger),
  );
  add(
    new Option(
      "--augment <changes>",
      "vary the images: shift=2,rotation=12,scale=0.12,elastic=0.8 (pixels, degrees, share, pixels), or some of them; " +
        "mirror; outside=V/V/V or outside=edge: what comes in (default: what they are drawn on); or none",
    ).argParser(parseAugmentation),
  );
  add(
    new Option(
      "--hold-out <n>",
      "keep n images out of training, for calibration (default: a quarter, at most 10000; with another preset none)",
    ).argParser(parsePositiveInteger),
  );
  add(
    new Option(
      "--validation <n>",
      "measure every epoch on n further images that are kept out, and keep the best epoch (default: a tenth, at most 5000; with another preset none)",
    ).argParser(parseCount),
  );
  add(
    new Option(
      "--group-by <how>",
      "keep images of one thing in one part, by their files' names: prefix:_ (what stands before the first _) or pattern:REGEX",
    ).argParser(parseNonEmpty),
  );
  add(
    new Option(
      "--patience <epochs>",
      "with --validation: stop after so many epochs without a better one",
    ).argParser(parsePositiveInteger),
  );
  add(
    new Option("--class-weight <how>", "balanced: rare classes count as much as common ones").choices([
      "none",
      "balanced",
    ]),
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
  add(new Option("--exact", "convolutions of 3×3 without Winograd's tiles: slower, with less rounding"));
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
      "hidden layers, e.g. 1024 or 512,256, or none (default: 1024, or 128 behind convolutions; of tables the recipe's)",
    ).argParser(parseHidden),
  );
  add(
    new Option(
      "--channels <sizes>",
      "convolutions before them, each with relu and max pooling by 2 (default: 16,32 with --preset convolution, else none)",
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
