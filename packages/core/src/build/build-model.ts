import { selectImages, type Dataset } from "../data/dataset.js";
import type { OutlierKind } from "../data/outliers.js";
import { groupImages } from "../data/groups.js";
import { splitImages } from "../data/split.js";
import type { Rule } from "../decision/rule.js";
import { NescioError } from "../errors.js";
import { defaultSeed } from "../math/random.js";
import type { Reading } from "../reading/kinds.js";
import type { Network } from "../layers/network.js";
import type { Familiarity } from "../familiarity/familiarity.js";
import type { FamiliarityKindName } from "../familiarity/kinds.js";
import { createModel } from "../model/create-model.js";
import type { Model } from "../model/model.js";
import { measuresEpochs, type ModelPosterior, type PosteriorKind } from "../posteriors/kinds.js";
import {
  trainPosterior,
  type MemberCheckpoints,
  type MemberEpoch,
  type MemberValidation,
  type TrainPosteriorResult,
} from "../posteriors/train-posterior.js";
import { meanWeights } from "../prediction/mean-weights.js";
import { forcedAccuracy } from "../predictive/accuracy.js";
import { negativeLogLikelihood } from "../predictive/negative-log-likelihood.js";
import type { Predictive } from "../predictive/predictive.js";
import type { Posterior } from "../prediction/posterior.js";
import type { MembersProgress } from "../training/members.js";
import type { EpochMeasure } from "../training/options.js";
import type { TrainingSettings } from "../training/settings.js";
import { chooseFamiliarity } from "./choose-familiarity.js";
import { certify, chooseThreshold } from "./choose-threshold.js";
import { commonestShare, learnedNothing, type LearnedNothing } from "./learned-nothing.js";
import { mirroringIsHarmless } from "./mirroring.js";
import { partSizes, type PartOptions, type PartSizes } from "./parts.js";
import { recipeFor } from "./recipe.js";

/** What `buildModel` is doing. */
export type BuildStage = "mirroring" | "training" | "familiarity" | "promise";

export interface BuildOptions extends PartOptions {
  /** Unsigned 32-bit: the same set, options and seed give the same model. */
  readonly seed?: number | undefined;
  /** How file names tell which images are of one thing, which then stay in one part; see `groupImages`. */
  readonly groupBy?: string | undefined;
  /** The group of each image, in place of that. */
  readonly groups?: readonly string[] | undefined;
  /** In place of what the recipe says. */
  readonly network?: Network | undefined;
  readonly posterior?: PosteriorKind | undefined;
  readonly members?: number | undefined;
  readonly settings?: Partial<TrainingSettings> | undefined;
  /** Networks to sample for each image. Default 30. */
  readonly samples?: number | undefined;
  /** How pictures are read for the model; written down with it. */
  readonly reading?: Reading | undefined;
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

export interface CalibrationFindings {
  readonly kind: FamiliarityKindName;
  readonly alpha: number;
  /** Images that the promise is about, how many of them are answered, and how many of these wrong. */
  readonly images: number;
  readonly answered: number;
  readonly wrong: number;
  /** Share of the answered that is wrong at most, with this confidence; undefined where nothing can be promised. */
  readonly errorBound: number | undefined;
  readonly confidence: number;
  /** Share refused of outliers made of the validation images, by kind. */
  readonly refused: Readonly<Record<OutlierKind, number>>;
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
export async function buildModel(dataset: Dataset, options: BuildOptions = {}): Promise<BuildResult> {
  const { seed = defaultSeed, groupBy } = options;
  const groups = options.groups ?? (groupBy === undefined ? undefined : groupImages(dataset, groupBy));
  checkClasses(dataset);
  const sizes = partSizes(dataset, options);
  const places = splitImages(dataset, { ...sizes }, { seed, groups });
  const select = (...names: (keyof PartSizes)[]): Dataset =>
    selectImages(dataset, Uint32Array.from(names.flatMap((name) => Array.from(places[name]))));
  const build: Build = { options, seed, sizes, select, training: select("training") };

  const mirrored = await decideMirroring(build);
  const trained = await train(build, mirrored === true);
  const samples = options.samples ?? DEFAULT_SAMPLES;
  const measured = await measureValidation(build, trained.posterior, samples);
  const calibrated =
    options.calibrate === false
      ? undefined
      : await calibrate(build, dataset.name, trained.posterior, samples);
  const parts = partsOf(places);
  const model = createModel(trained, {
    dataset,
    preset: "auto",
    samples,
    reading: options.reading,
    rule: calibrated?.rule,
    familiarity: calibrated?.familiarity,
    images: parts.training,
    split: { seed, ...sizes, ...(groups === undefined ? {} : { groupBy: groupBy ?? "groups" }) },
  });
  const { threads, signal } = options;
  const unseen = sizes.validation > 0 ? select("validation") : undefined;
  const findings: BuildFindings = {
    parts,
    network: trained.posterior.network,
    settings: trained.settings,
    mirrored,
    validation: measured,
    epochs: trained.validation,
    commonest: commonestShare(dataset),
    learnedNothing: await learnedNothing(trained.posterior, build.training, unseen, {
      seed,
      threads,
      signal,
    }),
    calibration: calibrated?.findings,
  };
  return { model, findings };
}

/** What all stages know. */
interface Build {
  readonly options: BuildOptions;
  readonly seed: number;
  readonly sizes: PartSizes;
  readonly select: (...parts: (keyof PartSizes)[]) => Dataset;
  readonly training: Dataset;
}

async function decideMirroring({
  options,
  seed,
  sizes,
  select,
  training,
}: Build): Promise<boolean | undefined> {
  const { network, settings, threads, signal, onStage, onProgress } = options;
  const recipe = recipeFor(training, { seed, mirror: false });
  const wanted = settings?.augmentation;
  if (wanted !== undefined || sizes.validation === 0) return undefined;
  onStage?.("mirroring");
  return mirroringIsHarmless(
    network ?? recipe.network,
    training,
    // What the promise is about stays unseen.
    sizes.familiarity > 0 ? select("validation", "familiarity") : select("validation"),
    { ...recipe.settings, ...settings },
    { threads, signal, onProgress: ({ step, steps }) => onProgress?.(step, steps) },
  );
}

function train(
  { options, seed, sizes, select, training }: Build,
  mirror: boolean,
): Promise<TrainPosteriorResult> {
  const { posterior, members, settings, threads, signal, onStage, onEpoch, onProgress, checkpoints } =
    options;
  const recipe = recipeFor(training, { seed, mirror });
  onStage?.("training");
  const kind = posterior ?? recipe.posterior;
  return trainPosterior(options.network ?? recipe.network, training, {
    ...recipe.settings,
    ...settings,
    preset: "convolution",
    posterior: kind,
    members: posterior === undefined ? (members ?? recipe.members) : members,
    validation: sizes.validation > 0 && measuresEpochs(kind) ? select("validation") : undefined,
    patience: options.patience,
    seed,
    threads,
    signal,
    checkpoints,
    onEpoch,
    onProgress(progress) {
      const steps = progress.progress.steps * progress.members;
      onProgress?.(Math.round(progress.share * steps), steps, progress);
    },
  });
}

async function measureValidation(
  { options, seed, sizes, select }: Build,
  posterior: Posterior,
  samples: number,
): Promise<EpochMeasure | undefined> {
  if (sizes.validation === 0) return undefined;
  const { threads, signal } = options;
  const images = select("validation");
  const predictive = await posterior.predict(images, { samples, seed, threads, signal });
  const labels = images.labels!;
  return {
    nll: negativeLogLikelihood(predictive, labels),
    accuracy: forcedAccuracy(predictive, labels, samples),
  };
}

/** What is familiar, the rule, and what can be promised of it. */
async function calibrate(
  { options, seed, sizes, select, training }: Build,
  dataset: string,
  posterior: ModelPosterior,
  samples: number,
): Promise<{ rule: Rule; familiarity: Familiarity; findings: CalibrationFindings }> {
  const { threads, signal, confidence = DEFAULT_CONFIDENCE, onStage, onProgress } = options;
  onStage?.("familiarity");
  const chosen = await chooseFamiliarity(
    posterior.network,
    meanWeights(posterior),
    training,
    select("familiarity"),
    {
      ...{ seed, threads, signal },
      onProgress: (done, total) => onProgress?.(done, total),
    },
  );
  onStage?.("promise");
  const predict = (images: Dataset): Promise<Predictive> =>
    posterior.predict(images, {
      samples,
      seed,
      threads,
      signal,
      onProgress: (done, total) => onProgress?.(done, total),
    });
  const chooses = sizes.validation > 0 ? select("validation", "familiarity") : select("familiarity");
  const limit = chooseThreshold(await predict(chooses), chooses.labels!);
  const images = select("promise");
  const { pValues } = await chosen.familiarity.score(images, { threads, signal });
  const { alpha, kind, refused } = chosen;
  const { rule, answered, wrong } = certify(await predict(images), images.labels!, {
    ...{ limit, confidence, dataset, seed },
    familiar: { alpha, pValues },
  });
  const errorBound = rule.calibration?.errorBound;
  const findings = { kind, alpha, images: images.count, answered, wrong, errorBound, confidence, refused };
  return { rule, familiarity: chosen.familiarity, findings };
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

function checkClasses({ name, labels, classes }: Dataset): void {
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
