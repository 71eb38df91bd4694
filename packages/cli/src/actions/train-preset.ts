import {
  createModel,
  firstImages,
  groupImages,
  learnedNothing,
  NescioError,
  presets,
  selectImages,
  splitImages,
  trainPosterior,
  withNormalization,
  type ImageDataset,
  type ImageSplit,
  type Model,
  type Network,
  type PosteriorKind,
  type PresetName,
  type PictureReading,
  type Rule,
} from "@nescio/core";
import { checkCheckpointSize, checkModelSize, kinds, withOutside } from "@nescio/core/internal";
import type { CheckpointFolder } from "@nescio/node/internal";
import { formatCount } from "../format.js";
import type { CommandContext } from "../run-command.js";
import type { TrainingOptions } from "../training-options.js";
import { nothingLearnedText } from "./findings.js";
import { settingsOf } from "./settings-of.js";
import { epochNote } from "./training-progress.js";

/** What the model file says besides, and where training is kept while it lasts. */
interface ModelChoices {
  readonly preset: PresetName;
  /** Whether images come in an order that others know: parts are then the first, the next and the last of them. */
  readonly published: boolean;
  readonly rule?: Rule | undefined;
  readonly samples?: number | undefined;
  /** How pictures were read for it. */
  readonly read?: PictureReading | undefined;
  readonly checkpoints?: CheckpointFolder | undefined;
}

/** Trains as a preset says, with a progress bar that shows loss and validation; `kind` says what was trained. */
export async function trainPreset(
  { options, ui, signal }: CommandContext<TrainingOptions>,
  dataset: ImageDataset,
  plain: Network,
  { preset, published, rule, samples, read, checkpoints }: ModelChoices,
): Promise<{ model: Model; kind: string }> {
  const { posterior, members, patience, threads, seed } = options;
  const parts = published
    ? partsInOrder(dataset, options)
    : partsAtRandom(dataset, { ...options, seed: seed! });
  const settings = withOutside(settingsOf(options), parts.training);
  const network = withNormalization(plain, parts.training);
  checkModelSize(network, { ...options, epochs: options.epochs ?? presets[preset].epochs });
  if (checkpoints !== undefined) checkCheckpointSize(network, { best: parts.validation !== undefined });
  const { name, count, sources } = dataset;
  const { holdOut, validation, groupBy } = options;
  const set = { name, count, sources, read, holdOut, validation, groupBy };
  const key = JSON.stringify({ network, preset, posterior, members, settings, ...set });
  const bar = ui.progress({ title: "training", format: formatCount });
  const note = epochNote();
  const result = await trainPosterior(network, parts.training, {
    ...settings,
    ...{ preset, posterior, members, patience, threads, signal },
    checkpoints: checkpoints?.of(key),
    validation: parts.validation,
    onEpoch: note.onEpoch,
    onProgress(progress) {
      const { share, members: all } = progress;
      const { steps } = progress.progress;
      bar.update(Math.round(share * steps * all), note.text(progress), steps * all);
    },
  });
  bar.stop();
  const images = parts.training.count === dataset.count ? undefined : parts.training.count;
  const heldOut = parts.split === undefined ? options.holdOut : undefined;
  const facts = { dataset, preset, rule, ...read, samples, images, heldOut, split: parts.split };
  const model = createModel(result, facts);
  const run = { seed, threads, signal };
  const nothing = await learnedNothing(result.posterior, parts.training, parts.validation, run);
  if (nothing !== undefined) ui.notice(nothingLearnedText(nothing));
  const kind = kindName(result.settings.posterior, result.settings.members);
  return { model, kind };
}

interface Parts {
  readonly training: ImageDataset;
  readonly validation: ImageDataset | undefined;
  readonly split?: ImageSplit | undefined;
}

/** The first images are trained on, then come those that measure epochs, then those that are held out. */
function partsInOrder(
  dataset: ImageDataset,
  { holdOut = 0, validation = 0, groupBy }: TrainingOptions,
): Parts {
  // There are no files that could tell: says so.
  if (groupBy !== undefined) groupImages(dataset, groupBy);
  const count = trainingCount(dataset, holdOut, validation);
  const places = Uint32Array.from({ length: validation }, (_, i) => count + i);
  return {
    training: firstImages(dataset, count),
    validation: validation > 0 ? selectImages(dataset, places) : undefined,
  };
}

/** Every class alike in all parts, by the seed. */
function partsAtRandom(
  dataset: ImageDataset,
  { holdOut = 0, validation = 0, groupBy, seed }: TrainingOptions & { readonly seed: number },
): Parts {
  const training = trainingCount(dataset, holdOut, validation);
  if (holdOut + validation === 0) return { training: dataset, validation: undefined };
  const familiarity = Math.min(2000, Math.ceil(holdOut / 5));
  const sizes = { training, validation, familiarity, promise: holdOut - familiarity };
  const groups = groupBy === undefined ? undefined : groupImages(dataset, groupBy);
  const places = splitImages(dataset, sizes, { seed, groups });
  return {
    training: selectImages(dataset, places.training),
    validation: validation > 0 ? selectImages(dataset, places.validation) : undefined,
    split: { seed, ...sizes, ...(groupBy === undefined ? {} : { groupBy }) },
  };
}

function trainingCount({ name, count }: ImageDataset, holdOut: number, validation: number): number {
  if (holdOut + validation < count) return count - holdOut - validation;
  throw new NescioError({
    code: "invalid-option",
    subject: "options --hold-out and --validation",
    expected: `fewer than the ${count} images of "${name}" together`,
    found: String(holdOut + validation),
  });
}

/** "mean-field (a Gaussian for every weight)", "ensemble of 5 (several points)", … */
function kindName(kind: PosteriorKind, members: number): string {
  const name = members === 1 ? kind : `${kind} of ${members}`;
  return `${name} (${kinds[kind].help})`;
}
