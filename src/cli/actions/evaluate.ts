import { dirname } from "node:path";
import { mkdir } from "node:fs/promises";
import type { Dataset } from "../../data/dataset.js";
import { parseRule } from "../../decision/quantile-rule.js";
import { NescioError } from "../../errors.js";
import { runStudy, type Study } from "../../evaluation/study.js";
import { posteriorOf } from "../../model/create-model.js";
import type { Model } from "../../model/model.js";
import { writeFileAtomic } from "../../node/atomic-file.js";
import { loadDataset } from "../../node/datasets.js";
import { loadModel } from "../../node/model-files.js";
import { formatCount } from "../format.js";
import type { CommandContext } from "../run-command.js";
import { withDownloadProgress } from "./download-progress.js";
import { evaluationTable, reportFigures } from "./figures.js";
import { networkName } from "./train.js";

/** What the command takes, beyond what all share. */
export interface EvaluateOptions {
  dataset?: string;
  ood: string[];
  samples: number;
  rule?: string;
  report?: string;
}

type Context = CommandContext<EvaluateOptions>;

export async function evaluate(context: Context, path: string): Promise<void> {
  const { options, ui, signal } = context;
  const rule = options.rule === undefined ? undefined : parseRule(options.rule);
  const model = await loadModel(path);
  const name = options.dataset ?? trainedOn(model, path);
  const own = await loadTestSet(context, model, name);
  const others = await loadOthers(context, model, options.ood);
  const study = await studyModel(context, model, own, others, rule ?? model.rule);
  if (options.report !== undefined) {
    await mkdir(dirname(options.report), { recursive: true });
    await writeReport(context, options.report, model, study, own, others);
  }
  await reportFigures(
    ui,
    options.json,
    study.evaluation,
    () => {
      const lines = [evaluationTable(study.evaluation, ui)];
      if (options.report !== undefined) lines.push(`wrote ${options.report}`);
      return lines.join("\n");
    },
    signal,
  );
}

/** Labelled images of the model's classes, not used in training. */
export function loadTestSet(context: CommandContext<object>, model: Model, name: string): Promise<Dataset> {
  return loadFor(context, model, name, { classes: model.classes });
}

/** The sets that should be refused. */
export async function loadOthers(
  context: CommandContext<object>,
  model: Model,
  names: readonly string[],
): Promise<Dataset[]> {
  const sets: Dataset[] = [];
  for (const name of names) sets.push(await loadFor(context, model, name, {}));
  return sets;
}

/** A data set in the shape of the model's input. */
function loadFor(
  { options, ui, signal }: CommandContext<object>,
  model: Model,
  name: string,
  labels: { classes?: readonly string[] },
): Promise<Dataset> {
  const [height, width, channels] = model.network.input;
  const { dataDir, seed, limit } = options;
  const shape = { height, width, channels };
  return withDownloadProgress(ui, (onProgress) =>
    loadDataset(name, {
      split: "test",
      shape,
      resize: true,
      ...labels,
      dataDir,
      seed,
      limit,
      signal,
      onProgress,
    }),
  );
}

/** Runs the study with a progress bar. */
export async function studyModel(
  { options, ui, signal }: CommandContext<{ samples: number }>,
  model: Model,
  own: Dataset,
  others: readonly Dataset[],
  rule: Model["rule"],
): Promise<Study> {
  const bar = ui.progress({ title: "predicting", format: formatCount });
  const study = await runStudy(posteriorOf(model), own, others, {
    rule,
    samples: options.samples,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.threads === undefined ? {} : { threads: options.threads }),
    signal,
    training: model.training && trainingRecord(model.training),
    onProgress: (dataset, done, total) => bar.update(done, dataset, total),
  });
  bar.stop();
  return study;
}

/** Renders the report with pictures of the first 100 images of up to three sets, and writes it. */
export async function writeReport(
  { ui, signal }: CommandContext<object>,
  path: string,
  model: Model,
  study: Study,
  own: Dataset,
  others: readonly Dataset[],
  command?: string,
): Promise<void> {
  const { galleryOf, renderReport } = await import("../../report/index.js");
  ui.notice("drawing the report …");
  const { decisions, predictives, evaluation } = study;
  const html = renderReport({
    title: `${evaluation.inDistribution.dataset}: what the network knows, and what it does not`,
    classes: model.classes,
    network: networkName(model.network),
    ...(command === undefined ? {} : { command }),
    evaluation,
    galleries: [
      galleryOf(own, predictives.inDistribution, decisions.inDistribution, { inDistribution: true }),
      ...others
        .map((set, i) =>
          galleryOf(set, predictives.outOfDistribution[i], decisions.outOfDistribution[i], {
            inDistribution: false,
          }),
        )
        .slice(0, 2),
    ],
  });
  await writeFileAtomic(path, html, { signal });
}

function trainedOn(model: Model, path: string): string {
  const name = model.training?.dataset;
  if (name !== undefined) return name;
  throw new NescioError({
    code: "invalid-option",
    subject: "--dataset",
    expected: "a data set to evaluate on",
    found: `none, and ${path} does not say what it was trained on`,
    next: "Name one with --dataset.",
  });
}

/** The part of a model's training that an evaluation shows. */
function trainingRecord(training: NonNullable<Model["training"]>): Study["evaluation"]["training"] & object {
  const { preset, dataset, epochs, lossPerImageByEpoch, seconds, msPerStep, threads } = training;
  return { preset, dataset, epochs, lossPerImageByEpoch, seconds, msPerStep, threads };
}
