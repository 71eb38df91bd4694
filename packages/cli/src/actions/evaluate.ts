import {
  corruptionSweep,
  firstImages,
  NescioError,
  parseRule,
  runStudies,
  type Dataset,
  type ImageDataset,
  type Decision,
  type Model,
  type PictureReading,
  type Study,
  type TrainingRecord,
} from "@nescio/core";
import { checkRuleOf, findRegistryEntry, imageInput, networkName, readingFor } from "@nescio/core/internal";
import { loadDataset, writeFileAtomic } from "@nescio/node";
import { formatCount } from "../format.js";
import type { ReadingOptions } from "../reading-options.js";
import type { CommandContext } from "../run-command.js";
import { withDownloadProgress } from "./download-progress.js";
import { classTable, corruptionTable, evaluationTable, reportFigures } from "./figures.js";
import { noticeSeen } from "./notice-seen.js";
import { ruleInForce } from "./promises.js";
import { knownTraining, notNamed, trainingImagesAtHand } from "./training-images.js";

/** What the command takes, beyond what all share. */
export interface EvaluateOptions extends ReadingOptions {
  dataset?: string;
  ood: string[];
  samples?: number;
  rule?: string;
  /** How many images to spoil. */
  corruptions?: number;
  report?: string;
  /** What the model was trained on, for the report. */
  training?: string;
}

type Context = CommandContext<EvaluateOptions>;

/** Evaluates a model on images. */
export async function evaluate(context: Context, model: Model, path: string): Promise<void> {
  const { options, ui, signal } = context;
  const wanted = options.rule === undefined ? undefined : parseRule(options.rule);
  const rule = wanted ?? ruleInForce(ui, model, options.samples);
  checkRuleOf(model, rule);
  const name = options.dataset ?? trainedOn(model, path);
  const training = await namedTraining(context, model);
  const testSet = await loadTestSet(context, model, name, options);
  noticeSeen(ui, [model], { ...testSet, name });
  const outOfDistribution = await loadOutOfDistribution(context, model, options.ood, options);
  const plain = await studyModel(context, model, testSet, outOfDistribution, rule);
  const study =
    options.corruptions === undefined ? plain : await withCorruptions(context, model, plain, testSet);
  if (options.report !== undefined)
    await writeReport(context, options.report, model, study, testSet, outOfDistribution, { training });
  await reportFigures(
    ui,
    options.json,
    study.evaluation,
    () => {
      const lines = [evaluationTable(study.evaluation, ui), "", classTable(study.evaluation, ui), ""];
      const { corruptions } = study.evaluation;
      if (corruptions !== undefined) lines.push(corruptionTable(corruptions, ui), "");
      if (options.report !== undefined) lines.push(`wrote ${options.report}`);
      return lines.join("\n").trimEnd();
    },
    signal,
  );
}

/** The training images that the user names for the report; before anything long. */
async function namedTraining(context: Context, model: Model): Promise<ImageDataset | undefined> {
  const { report, training } = context.options;
  if (training === undefined) return undefined;
  if (report !== undefined) return trainingImagesAtHand(context, model, training);
  throw new NescioError({
    code: "invalid-option",
    subject: "--training",
    expected: "--report beside it, which shows training images",
    found: "none",
  });
}

/** What of a model says how pictures are read for it. */
type PictureModel = Pick<Model, "network" | keyof PictureReading>;

/** Labelled images of the model's classes, not used in training; a folder's pictures are read as given, else as the model says. */
export async function loadTestSet(
  context: CommandContext<object>,
  model: PictureModel & Pick<Model, "classes">,
  name: string,
  reading: ReadingOptions = {},
): Promise<ImageDataset> {
  const { classes } = model;
  const dataset = await loadFor(context, model, name, reading, classes);
  const same = dataset.classes.length === classes.length && classes.every((c, i) => dataset.classes[i] === c);
  // Without labels the study says what is missing.
  if (same || dataset.labels === undefined) return dataset;
  throw new NescioError({
    code: "invalid-data",
    subject: `data set "${dataset.name}"`,
    expected: `the model's classes (${classes.join(", ")})`,
    found: dataset.classes.join(", "),
    next: "To see whether the model refuses these images, name them with --ood.",
  });
}

/** The sets that should be refused. */
export async function loadOutOfDistribution(
  context: CommandContext<object>,
  model: PictureModel,
  names: readonly string[],
  reading: ReadingOptions = {},
): Promise<ImageDataset[]> {
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined) {
    throw new NescioError({
      code: "invalid-option",
      subject: "--ood",
      expected: "every set once",
      found: `"${twice}" twice`,
    });
  }
  const sets: ImageDataset[] = [];
  for (const name of names) sets.push(await loadFor(context, model, name, reading));
  return sets;
}

/** A data set in the shape of the network's input; a folder's pictures are read as the options or the model say. */
function loadFor(
  { options, ui, signal }: CommandContext<object>,
  model: PictureModel,
  name: string,
  given: ReadingOptions,
  classes?: readonly string[],
): Promise<ImageDataset> {
  const { dataDir, seed, limit } = options;
  const shape = imageInput(model.network);
  return withDownloadProgress(ui, (onProgress) =>
    loadDataset(name, {
      split: "test",
      shape,
      resize: true,
      ...readingFor(model, given),
      classes,
      dataDir,
      seed,
      limit,
      signal,
      onProgress,
    }),
  );
}

/** A model under one rule; see `studyRules`. */
export async function studyModel(
  context: CommandContext<{ samples?: number }>,
  model: Model,
  testSet: Dataset,
  outOfDistribution: readonly Dataset[],
  rule: Model["rule"],
): Promise<Study> {
  const [study] = await studyRules(context, "predicting", model, testSet, outOfDistribution, [rule]);
  return study;
}

/** A model under each of some rules, with a progress bar; the images are predicted once. */
export async function studyRules(
  { options, ui, signal }: CommandContext<{ samples?: number }>,
  title: string,
  model: Model,
  testSet: Dataset,
  outOfDistribution: readonly Dataset[],
  rules: readonly Model["rule"][],
): Promise<Study[]> {
  const bar = ui.progress({ title, format: formatCount });
  const studies = await runStudies(model.posterior, testSet, outOfDistribution, {
    rules,
    familiarity: model.familiarity,
    samples: options.samples ?? model.samples,
    seed: options.seed,
    threads: options.threads,
    signal,
    training: model.training && trainingRecord(model.training),
    onProgress: (dataset, done, total) => bar.update(done, dataset, total),
  });
  bar.stop();
  return studies;
}

/** The study with a sweep of corruptions over its first images. */
async function withCorruptions(
  { options, ui, signal }: Context,
  model: Model,
  study: Study,
  testSet: ImageDataset,
): Promise<Study> {
  const bar = ui.progress({ title: "corrupting", format: formatCount });
  const corruptions = await corruptionSweep(model.posterior, firstImages(testSet, options.corruptions!), {
    rule: study.evaluation.rule,
    familiarity: model.familiarity,
    samples: study.evaluation.samples,
    seed: options.seed,
    threads: options.threads,
    signal,
    onProgress: (name, done, total) => bar.update(done, name, total),
  });
  bar.stop();
  return { ...study, evaluation: { ...study.evaluation, corruptions } };
}

/**
 * Renders the report, with pictures of the wrong answers and of a sample of every set, and writes it.
 *
 * @param known.training The training images. Default: those found by the model's record, where they are at hand.
 */
export async function writeReport(
  context: CommandContext<object>,
  path: string,
  model: Model,
  study: Study,
  testSet: ImageDataset,
  outOfDistribution: readonly ImageDataset[],
  known: { readonly training?: ImageDataset | undefined } = {},
): Promise<void> {
  const { ui, signal, commandLine } = context;
  const { galleryOf, renderReport } = await import("@nescio/report");
  ui.notice("drawing the report …");
  const { decisions, predictives, scores, evaluation } = study;
  const { seed } = evaluation;
  const nearest = scores?.inDistribution.nearest !== undefined;
  const training = nearest ? (known.training ?? (await trainingImagesAtHand(context, model))) : undefined;
  const scoresOf = (dataset: string, inDistribution: boolean, of: readonly Decision[]) => ({
    dataset,
    inDistribution,
    scores: of.map(({ score }) => score),
  });
  const html = renderReport({
    title: `${evaluation.inDistribution.dataset}: what the network knows, and what it does not`,
    classes: model.classes,
    network: networkName(model.network),
    command: commandLine,
    evaluation,
    scores: [
      scoresOf(testSet.name, true, decisions.inDistribution),
      ...outOfDistribution.map(({ name }, i) => scoresOf(name, false, decisions.outOfDistribution[i])),
    ],
    galleries: [
      galleryOf(testSet, predictives.inDistribution, decisions.inDistribution, {
        inDistribution: true,
        seed,
        scores: scores?.inDistribution,
        training,
      }),
      ...outOfDistribution.map((set, i) =>
        galleryOf(set, predictives.outOfDistribution[i], decisions.outOfDistribution[i], {
          inDistribution: false,
          seed,
          scores: scores?.outOfDistribution[i],
          training,
        }),
      ),
    ],
  });
  await writeFileAtomic(path, html, { signal });
}

/** The data set whose test split belongs to a model: known only where it was trained on one with a name. */
export function trainedOn(model: Model, path: string): string {
  const { training } = model;
  const name = training?.dataset;
  if (training !== undefined && name !== undefined && knownTraining(model) !== undefined) {
    const files = training.data.flatMap(({ sources }) => sources.map(({ file }) => file));
    const registered = findRegistryEntry(name)?.splits.train;
    if (registered) {
      // Of a data set in several parts, the first may have been enough.
      if (files.includes(`${name}/${registered.files[0].name}`)) return name;
    }
    if (files.some((file) => file.startsWith(`${name} (generated: `))) return name;
  }
  return notNamed(model, path, "evaluated");
}

/** The part of a model's training that an evaluation shows. */
function trainingRecord(training: NonNullable<Model["training"]>): TrainingRecord {
  const { preset, dataset, epochs, lossPerImageByEpoch, seconds, msPerStep, threads } = training;
  return { preset, dataset, epochs, lossPerImageByEpoch, seconds, msPerStep, threads };
}
