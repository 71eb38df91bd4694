import type { TableReading } from "../data/tables/table-rows.js";
import type { DatasetSource } from "../data/dataset.js";
import type { Rule } from "../decision/rule.js";
import type { TrainingRecord } from "../evaluation/evaluation.js";
import type { Familiarity } from "../familiarity/familiarity.js";
import type { ModelPosterior } from "../posteriors/kinds.js";
import type { Network } from "../layers/network.js";
import type { PictureReading } from "../reading/kinds.js";
import type { Json } from "../validation.js";

export type { ModelPosterior } from "../posteriors/kinds.js";
export type { Json } from "../validation.js";

/** How a model came about, in enough detail to train it again. */
export interface ModelTraining extends TrainingRecord {
  /** The options of inference, as they were given and filled in. */
  readonly options: Json;
  /** Unsigned 32-bit seed of the training. */
  readonly seed: number;
  /**
   * There where it began with a posterior that had been trained before: for how many epochs in all; without them that is not
   * known. All else is of the last training alone, but for `data`.
   */
  readonly continued?: { readonly epochs?: number | undefined } | undefined;
  /** The data sets it has seen, its own first, with the checksums of their files. */
  readonly data: readonly { readonly name: string; readonly sources: readonly DatasetSource[] }[];
  /** How many of the data set's first images were trained on. Not there: all. */
  readonly images?: number | undefined;
  /**
   * How many images the data set had in training, with a limit perhaps: its last ones are those before this. Not there: not
   * known.
   */
  readonly total?: number | undefined;
  /** How many of its last images were kept out of training, for calibration. Not there: none. */
  readonly heldOut?: number | undefined;
  /** How its images were parted. Not there: by their order, as `images` and `heldOut` say. */
  readonly split?: ImageSplit | undefined;
  /** Version of the library that trained it. */
  readonly version: string;
}

/** How the images of a set were parted at random: `splitImages` with these sizes does it again. */
export interface ImageSplit {
  readonly seed: number;
  /** The sizes wanted: whole groups may have made them others. */
  readonly training: number;
  readonly validation: number;
  readonly familiarity: number;
  readonly promise: number;
  /** How images of one thing were kept together (see `groupImages`), or "groups" given by hand. Not there: each stood for itself. */
  readonly groupBy?: string | undefined;
}

/**
 * A trained model: a posterior as numbers, and all that is needed to use it on images or rows. How pictures are read for it,
 * `reading`, `invert` and `background`, and how tables, `table`, is as its training read them.
 */
export interface Model extends PictureReading {
  /** The posterior's network. */
  readonly network: Network;
  readonly posterior: ModelPosterior;
  /** Class names, one for each output of the network. */
  readonly classes: readonly string[];
  /** What pixels (`uint8`) are multiplied by before they enter the network; rows of numbers enter as they are. */
  readonly inputScale: "1/255" | "none";
  /** How tables are read for it; not there: it takes images, or rows that are numbers already. */
  readonly table?: TableReading | undefined;
  /** What the training rows are called, in their order, where they were to be shown. */
  readonly rowNames?: readonly string[] | undefined;
  /** The rule to decide by where none is asked for. */
  readonly rule: Rule;
  /** Networks to sample where nobody says how many, 1 to 100,000. Not there: 100. */
  readonly samples?: number | undefined;
  /** How its training images look, for rules that ask for it. */
  readonly familiarity?: Familiarity | undefined;
  readonly training?: ModelTraining | undefined;
}
