import { selectImages, type ImageDataset } from "../data/dataset.js";
import { groupImages } from "../data/groups.js";
import { splitImages } from "../data/split.js";
import { NescioError } from "../errors.js";
import { defaultSeed } from "../math/random.js";
import type { PictureReading } from "../reading/kinds.js";
import type { Network } from "../layers/network.js";
import { createModel } from "../model/create-model.js";
import type { Model } from "../model/model.js";
import { measuresEpochs, type PosteriorKind } from "../posteriors/kinds.js";
import {
  trainPosterior,
  type MemberCheckpoints,
  type MemberEpoch,
  type MemberValidation,
  type TrainPosteriorResult,
} from "../posteriors/train-posterior.js";
import { forcedAccuracy } from "../predictive/accuracy.js";
import { negativeLogLikelihood } from "../predictive/negative-log-likelihood.js";
import type { Posterior, PredictOptions } from "../prediction/posterior.js";
import type { MembersProgress } from "../training/members.js";
import type { EpochMeasure } from "../training/options.js";
import type { TrainingSettings } from "../training/settings.js";
import { checkFraction } from "../validation.js";
import { calibrate, type CalibrationFindings } from "./calibrate.js";
import { commonestShare, learnedNothing, type LearnedNothing } from "./learned-nothing.js";
import { mirroringIsHarmless } from "./mirroring.js";
import { withNormalization } from "./normalization.js";
import { withOutside } from "./outside.js";
import { partSizes, type PartOptions, type PartSizes } from "./parts.js";
import { recipeFor, withMirroring, type Recipe } from "./recipe.js";

/** What `buildModel` is doing. */
export type BuildStage = "mirroring" | "choice" | "training" | "familiarity" | "promise";

/** `reading`, `invert` and `background`, as which pictures are read for the model, are written down with it. */
export interface BuildOptions extends PartOptions, PictureReading {
  /** Unsigned 32-bit: the same set, options and seed give the same model. */
  readonly seed?: number | undefined;
  /** How file names tell which images are of one thing, which then stay in one part; see `groupImages`. */
  readonly groupBy?: string | undefined;
  /** The group of each image, in place of that. */
  readonly groups?: readonly string[] | undefined;
  /**
   * In place of the recipe's. Where it does not begin with a `normalize` layer and images like those it is trained on want
   * one, it gets theirs.
   */
  readonly network?: Network | undefined;
  /** In place of what the recipe says. */
  readonly posterior?: PosteriorKind | undefined;
  readonly members?: number | undefined;
  readonly settings?: Partial<TrainingSettings> | undefined;
  /** Networks to sample for each image. Default 30. */
  readonly samples?: number | undefined;
  /**
   * Share of genuine images that may be refused as unfamiliar, in (0, 1). Default: 0.02, or up to 0.05 where outliers made of
   * the set would not be refused else. Where the images that calibrate it are too few, the least that they can.
   */
  readonly alpha?: number | undefined;
  /** Confidence of the promise, in (0, 1). Default 0.95. */
  readonly confidence?: number | undefined;
  /** Stop a member when so many epochs in a row were no better than its best. Default: never. */
  readonly patience?: number | undefined;
  readonly checkpoints?: MemberCheckpoints | undefined;
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onStage?: ((stage: BuildStage) => void) | undefined;
  readonly onEpoch?: ((report: MemberEpoch) => void) | undefined;
  /** Steps or images of the stage, done and in all; in training with the member that last moved. */
  readonly onProgress?: ((done: number, total: number, training?: MembersProgress) => void) | undefined;
}

/** What was found on the way: all that a person should be told. */
export interface BuildFindings {
  readonly parts: PartSizes;
  readonly network: Network;
  readonly settings: TrainPosteriorResult["settings"];
  /** Whether images were mirrored in training; undefined where nobody looked. */
  readonly mirrored: boolean | undefined;
  /** Of the posterior as it is kept, on the validation images. */
  readonly validation: EpochMeasure | undefined;
  /** Of each member, what validation said of its epochs, and which was kept. */
  readonly epochs: readonly MemberValidation[] | undefined;
  /** Share of the commonest class. */
  readonly commonest: number;
  /** Where it does no better than always saying the commonest class would. */
  readonly learnedNothing: LearnedNothing | undefined;
  /** Where familiarity and a rule were calibrated. */
  readonly calibration: CalibrationFindings | undefined;
}

export interface BuildResult {
  readonly model: Model;
  readonly findings: BuildFindings;
}

const DEFAULT_SAMPLES = 30;
const DEFAULT_CONFIDENCE = 0.95;

/**
 * From labelled images to a model that refuses what it does not know, with no choice left to make: parts the images
 * (stratified, by the seed), trains by the recipe for images like these, learns what is familiar, chooses a rule and finds
 * out on images that nothing was chosen by what can be promised of it.
 *
 * @throws NescioError `invalid-data` for sets without labels, with one class, or too small for their parts; `invalid-option`;
 * `diverged`; `aborted`.
 */
export async function buildModel(dataset: ImageDataset, options: BuildOptions = {}): Promise<BuildResult> {
  const { seed = defaultSeed, groupBy, samples = DEFAULT_SAMPLES, threads, signal } = options;
  const groups = options.groups ?? (groupBy === undefined ? undefined : groupImages(dataset, groupBy));
  checkClasses(dataset);
  for (const name of ["alpha", "confidence"] as const)
    if (options[name] !== undefined) checkFraction(name, options[name]);
  const sizes = partSizes(dataset, options);
  const places = splitImages(dataset, { ...sizes }, { seed, groups });
  const select = (...names: (keyof PartSizes)[]): ImageDataset =>
    selectImages(dataset, Uint32Array.from(names.flatMap((name) => Array.from(places[name]))));
  const training = select("training");
  const validation = sizes.validation > 0 ? select("validation") : undefined;
  // What the promise is about stays unseen.
  const choosing = sizes.familiarity > 0 ? select("validation", "familiarity") : validation;

  const plain = planOf(recipeFor(training, seed), training, options);
  const mirrored = await decideMirroring(plain, training, validation && choosing, options);
  const plan = mirrored === true ? withMirroring(plain) : plain;
  const trained = await train(plan, training, validation, options);
  const { posterior } = trained;
  const run = { seed, threads, signal };
  const measured = validation && (await measure(posterior, validation, { ...run, samples }));
  const { alpha, confidence = DEFAULT_CONFIDENCE, onStage, onProgress } = options;
  const calibrated =
    options.calibrate === false
      ? undefined
      : await calibrate(
          posterior,
          {
            training,
            familiarity: select("familiarity"),
            threshold: choosing!,
            promise: select("promise"),
          },
          { ...run, samples, alpha, confidence, dataset: dataset.name, onStage, onProgress },
        );
  const parts = partsOf(places);
  const model = createModel(trained, {
    dataset,
    preset: "auto",
    samples,
    reading: options.reading,
    invert: options.invert,
    background: options.background,
    rule: calibrated?.rule,
    familiarity: calibrated?.familiarity,
    images: parts.training,
    split: { seed, ...sizes, ...(groups === undefined ? {} : { groupBy: groupBy ?? "groups" }) },
  });
  const findings: BuildFindings = {
    parts,
    network: posterior.network,
    settings: trained.settings,
    mirrored,
    validation: measured,
    epochs: trained.validation,
    commonest: commonestShare(dataset),
    learnedNothing: await learnedNothing(posterior, training, validation, run),
    calibration: calibrated?.findings,
  };
  return { model, findings };
}

/** The recipe, with what the options say in its place. */
function planOf(
  recipe: Recipe,
  training: ImageDataset,
  { network, posterior, members, settings = {} }: BuildOptions,
): Recipe {
  return {
    network: network === undefined ? recipe.network : withNormalization(network, training),
    posterior: posterior ?? recipe.posterior,
    // How many there are of another kind, that kind knows.
    members: members ?? (posterior === undefined ? recipe.members : undefined),
    settings: { ...recipe.settings, ...withOutside(settings, training), seed: recipe.settings.seed },
  };
}

/** Whether images may be mirrored; undefined where the options say how they vary, or nothing can tell. */
async function decideMirroring(
  { network, settings }: Recipe,
  training: ImageDataset,
  unseen: ImageDataset | undefined,
  { settings: given, threads, signal, onStage, onProgress }: BuildOptions,
): Promise<boolean | undefined> {
  if (given?.augmentation !== undefined || unseen === undefined) return undefined;
  onStage?.("mirroring");
  return mirroringIsHarmless(network, training, unseen, settings, {
    threads,
    signal,
    onProgress: ({ step, steps }) => onProgress?.(step, steps),
  });
}

function train(
  { network, settings, posterior, members }: Recipe,
  training: ImageDataset,
  validation: ImageDataset | undefined,
  options: BuildOptions,
): Promise<TrainPosteriorResult> {
  const { patience, threads, signal, checkpoints, onStage, onEpoch, onProgress } = options;
  onStage?.("training");
  return trainPosterior(network, training, {
    ...settings,
    ...{ preset: "convolution", posterior, members, patience, threads, signal, checkpoints, onEpoch },
    validation: measuresEpochs(posterior) ? validation : undefined,
    onProgress(progress) {
      const steps = progress.progress.steps * progress.members;
      onProgress?.(Math.round(progress.share * steps), steps, progress);
    },
  });
}

async function measure(
  posterior: Posterior,
  images: ImageDataset,
  options: PredictOptions & { readonly samples: number },
): Promise<EpochMeasure> {
  const predictive = await posterior.predict(images, options);
  const labels = images.labels!;
  return {
    nll: negativeLogLikelihood(predictive, labels),
    accuracy: forcedAccuracy(predictive, labels, options.samples),
  };
}

function partsOf(places: Readonly<Record<keyof PartSizes, Uint32Array>>): PartSizes {
  const { training, validation, familiarity, promise } = places;
  return {
    training: training.length,
    validation: validation.length,
    familiarity: familiarity.length,
    promise: promise.length,
  };
}

function checkClasses({ name, labels, classes }: ImageDataset): void {
  const present = new Set(labels);
  if (labels !== undefined && present.size >= 2) return;
  throw new NescioError({
    code: "invalid-data",
    subject: `data set "${name}"`,
    expected: "images of two classes at least, with labels",
    found: labels === undefined ? "no labels" : `images of ${classes[labels[0]]} alone`,
    next: "A folder has one folder for each class: FOLDER/CLASS/IMAGE.png.",
  });
}
