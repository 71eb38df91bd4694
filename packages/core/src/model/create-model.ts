import type { Dataset } from "../data/dataset.js";
import type { TableReading } from "../data/tables/table-rows.js";
import { presetRules } from "../decision/preset-rules.js";
import type { Rule } from "../decision/rule.js";
import type { Familiarity } from "../familiarity/familiarity.js";
import type { PictureReading } from "../reading/kinds.js";
import { takesRows } from "../layers/network.js";
import type { PresetName } from "../training/settings.js";
import type { Json } from "../validation.js";
import { version } from "../version.js";
import { checkHeldOutOfBoth, continuedFrom, seenData } from "./earlier-training.js";
import type { ImageSplit, Model, ModelPosterior, ModelTraining } from "./model.js";

/** What training of any kind leaves behind: a posterior, and the facts of how it came about. */
export interface TrainingOutcome {
  readonly posterior: ModelPosterior;
  /** All options of inference, filled in. */
  readonly settings: { readonly epochs: number; readonly seed: number };
  /** Loss per image by epoch; for several members one after the other, or of whichever the caller finds telling. */
  readonly lossPerImageByEpoch: readonly number[];
  /** Whether it began with a posterior that was given to it (`start`). Default: not. */
  readonly continued?: boolean | undefined;
  readonly seconds: number;
  readonly msPerStep: number;
  readonly threads: number;
}

/**
 * What a model file says beyond the posterior itself. Of how pictures are read for the model – `reading`, `invert`,
 * `background` – only what is not the default is stored.
 */
export interface ModelFacts extends PictureReading {
  /** The data set it was trained on. */
  readonly dataset: Dataset;
  /** Name of the preset that the settings started from. */
  readonly preset: PresetName | "auto";
  /** The rule to decide by where none is asked for. Default: the preset's (`presetRules`). */
  readonly rule?: Rule | undefined;
  /** Networks to sample where nobody says how many. Default: 100, of which nothing is stored. */
  readonly samples?: number | undefined;
  readonly familiarity?: Familiarity | undefined;
  /** How tables are read for it. */
  readonly table?: TableReading | undefined;
  /** What the training rows are called. */
  readonly rowNames?: readonly string[] | undefined;
  /** How many of the data set's first images were trained on. Default: all. */
  readonly images?: number | undefined;
  /** How many of its last images were kept out of training. Default: none. */
  readonly heldOut?: number | undefined;
  /** Not there: the first images were trained on, and the last ones held out. */
  readonly split?: ImageSplit | undefined;
  /**
   * The training of the model whose posterior it began with, where it did. What is held out has to have been held out of
   * that, too.
   */
  readonly continues?: ModelTraining | undefined;
}

/** How many images there were in all, unless the data set given is those alone that were trained on. */
function totalOf(
  { count }: Dataset,
  images: number | undefined,
  heldOut: number | undefined,
): Pick<ModelTraining, "total"> {
  if (heldOut === undefined) return { total: count };
  return images !== undefined && images + heldOut <= count ? { total: count } : {};
}

/**
 * A model, ready to be saved, from the result of training.
 *
 * @throws NescioError `invalid-option` where some images are said to be held out, and the training that it went on from may have
 * seen them.
 */
export function createModel(
  result: TrainingOutcome,
  {
    dataset,
    preset,
    rule = presetRules[preset],
    reading,
    invert,
    background,
    samples,
    familiarity,
    table,
    rowNames,
    images,
    heldOut,
    split,
    continues,
  }: ModelFacts,
): Model {
  const { posterior, settings, lossPerImageByEpoch, seconds, msPerStep, threads } = result;
  const began = result.continued === true || continues !== undefined;
  const data = seenData({ name: dataset.name, sources: dataset.sources ?? [] }, continues);
  const total = totalOf(dataset, images, heldOut);
  if (began) checkHeldOutOfBoth({ data, heldOut, split, ...total }, continues);
  return {
    network: posterior.network,
    posterior,
    classes: dataset.classes,
    inputScale: takesRows(posterior.network) ? "none" : "1/255",
    ...(table === undefined ? {} : { table }),
    ...(rowNames === undefined ? {} : { rowNames }),
    rule,
    ...(reading === undefined ? {} : { reading }),
    ...(invert === true ? { invert } : {}),
    ...(background === undefined ? {} : { background }),
    ...(samples === undefined ? {} : { samples }),
    ...(familiarity === undefined ? {} : { familiarity }),
    training: {
      preset,
      dataset: dataset.name,
      epochs: settings.epochs,
      lossPerImageByEpoch,
      seconds,
      msPerStep,
      threads,
      options: settings as Json,
      seed: settings.seed,
      ...(began ? { continued: continuedFrom(continues) } : {}),
      data,
      ...(images === undefined ? {} : { images }),
      ...total,
      ...(heldOut === undefined ? {} : { heldOut }),
      ...(split === undefined ? {} : { split }),
      version,
    },
  };
}
