import {
  NescioError,
  parseRule,
  type ImageDataset,
  type Network,
  type PresetName,
  type PictureReading,
  type Rule,
} from "@nescio/core";
import { imageInput, networkName } from "@nescio/core/internal";
import { chooseReading, datasetNames, loadDataset } from "@nescio/node";
import { openCheckpoints, type CheckpointFolder } from "@nescio/node/internal";
import type { CommandContext } from "../run-command.js";
import type { MaxErrors } from "../options.js";
import type { ReadingOptions } from "../reading-options.js";
import type { TrainingOptions } from "../training-options.js";
import { withDownloadProgress } from "./download-progress.js";
import { explicitCommand } from "./explicit-command.js";
import { findingsText } from "./findings.js";
import { checkNoTable, isTable, type TableOptions } from "./table-options.js";
import { trainTable } from "./train-table.js";
import { networkFor, readNetwork } from "./network-of.js";
import { prepareOutputs } from "./outputs.js";
import { checkFamiliarity, checkPlan } from "./planned-model.js";
import { save, summary, timing } from "./finish-training.js";
import { onceSaved } from "./save-trained.js";
import { trainPreset } from "./train-preset.js";
import { reportOnPromise, trainByRecipe } from "./train-recipe.js";

/** What the command takes, beyond what all share. */
export type TrainOptions = TrainingOptions &
  ReadingOptions &
  TableOptions & {
    dataset?: string;
    /** The model that learns on, from which reviews, and what it is to promise then. */
    continue?: string;
    with?: string;
    maxError?: MaxErrors;
    confidence?: number;
    out: string;
    /** `false` for none; not there: beside the model, where it is calibrated. */
    report?: string | boolean;
    calibrate: boolean;
    rule?: string;
    half?: boolean;
    samples?: number;
    checkpoint?: boolean;
  };

type Context = CommandContext<TrainOptions>;

export async function train(context: Context, data?: string): Promise<void> {
  const { options } = context;
  if (options.continue !== undefined || options.with !== undefined) {
    await (await import("./teach/teach.js")).teach(context, data);
    return;
  }
  checkNoPromise(options);
  const name = nameOf(data, options.dataset);
  if (isTable(name)) {
    await trainTable(context, name);
    return;
  }
  checkNoTable(options);
  const reportFile = reportFileOf(options);
  // Before anything long: what is wrong should be said at once.
  const outputs = { "--out": options.out, "--report": reportFile };
  await prepareOutputs(outputs, [name, options.network], { regular: ["--out"] });
  const given = await readNetwork(options);
  const rule = options.rule === undefined ? undefined : parseRule(options.rule);
  checkFamiliarity(options, rule);
  const checkpoints =
    options.checkpoint === true ? await openCheckpoints(`${options.out}.checkpoint`) : undefined;
  try {
    const { dataset, read } = await loadForTraining(context, name, given);
    const choices = { rule, samples: options.samples, read, checkpoints };
    checkPlan(options, dataset, { ...choices, reading: read.reading, network: given });
    if (options.preset === "auto") await trainAuto(context, dataset, given, choices, reportFile);
    else await trainAs(context, options.preset, dataset, given, name, choices);
  } finally {
    await checkpoints?.release();
  }
}

/** What both ways of training take from the options. */
interface Choices {
  readonly rule: Rule | undefined;
  readonly samples: number | undefined;
  readonly read: PictureReading;
  readonly checkpoints: CheckpointFolder | undefined;
}

/** By the recipe, with a report. */
async function trainAuto(
  context: Context,
  dataset: ImageDataset,
  network: Network | undefined,
  choices: Choices,
  reportFile: string | undefined,
): Promise<void> {
  const { options, ui } = context;
  const { calibrate } = options;
  const built = await trainByRecipe(context, dataset, { ...choices, network, calibrate });
  const { model, findings } = built;
  const command = explicitCommand(context, built);
  const { wrote, precision } = await save(context, model, choices.checkpoints);
  if (reportFile !== undefined) {
    const reporting = { ...context, commandLine: command };
    await onceSaved(options.out, () => reportOnPromise(reporting, reportFile, model, dataset));
  }
  const result = {
    ...{ model: options.out, network: networkName(model.network), training: model.training },
    ...{ findings, command, precision, ...(reportFile === undefined ? {} : { report: reportFile }) },
  };
  ui.result(result, () => {
    const report = reportFile === undefined ? [] : [`wrote ${reportFile}: open it in a browser`];
    return [summary(model), ...findingsText(findings, command), "", timing(model), wrote, ...report].join(
      "\n",
    );
  });
}

/** As a preset says. */
async function trainAs(
  context: Context,
  preset: PresetName,
  dataset: ImageDataset,
  given: Network | undefined,
  name: string,
  choices: Choices,
): Promise<void> {
  const { options, ui } = context;
  const network = given ?? networkFor(options, dataset);
  const published = datasetNames.includes(name);
  const { model, kind } = await trainPreset(context, dataset, network, { ...choices, preset, published });
  const { wrote, precision } = await save(context, model, choices.checkpoints);
  const training = model.training!;
  ui.result({ model: options.out, network: networkName(model.network), training, precision }, () => {
    const losses = training.lossPerImageByEpoch.map((loss) => loss.toPrecision(4)).join(", ");
    return [`${summary(model)}, ${kind}`, `loss per image by epoch: ${losses}`, timing(model), wrote].join(
      "\n",
    );
  });
}

/** What is promised of a training that begins anew, it finds out itself. */
function checkNoPromise({ maxError, confidence }: TrainOptions): void {
  if (maxError === undefined && confidence === undefined) return;
  throw new NescioError({
    code: "invalid-option",
    subject: maxError === undefined ? "--confidence" : "--max-error",
    expected: "--continue beside it",
    found: "none",
    next: "nescio calibrate finds the rule that keeps a promise.",
  });
}

/** The argument, or the option. Default: MNIST. */
function nameOf(data: string | undefined, dataset: string | undefined): string {
  if (data === undefined || dataset === undefined || data === dataset) return data ?? dataset ?? "mnist";
  throw new NescioError({
    code: "invalid-option",
    subject: "train",
    expected: "one data set",
    found: `two, ${data} and --dataset ${dataset}`,
  });
}

function reportFileOf({ report, out, preset, calibrate }: TrainOptions): string | undefined {
  const without = preset !== "auto" ? `--preset ${preset}` : calibrate ? undefined : "--no-calibrate";
  if (typeof report === "string") {
    if (without === undefined) return report;
    throw new NescioError({
      code: "invalid-option",
      subject: "--report",
      expected: "training that holds images out to report on, and finds out by them what can be promised",
      found: without,
      next: "nescio evaluate MODEL --report FILE writes a report of any model.",
    });
  }
  if (report === false || without !== undefined) return undefined;
  return `${out.replace(/\.nescio$/, "")}.html`;
}

/** The training images, and how pictures were read, which is to be written down with the model. */
async function loadForTraining(
  context: Context,
  name: string,
  given: Network | undefined,
): Promise<{ dataset: ImageDataset; read: PictureReading }> {
  const { options, ui } = context;
  const { reading, invert, background } = options;
  const read = { reading, invert, background };
  if (reading !== undefined || invert === true || given !== undefined) {
    const dataset = await loadTrainingSet(context, name, { ...options, input: given?.input });
    return { dataset, read };
  }
  // Photographs come in all sizes: then one is chosen.
  const chosen = datasetNames.includes(name) ? undefined : await chooseReading(name);
  if (chosen === undefined) return { dataset: await loadTrainingSet(context, name, { background }), read };
  const { shape } = chosen;
  ui.notice(`images of several sizes, or large ones: all are read as ${shape.width}×${shape.height} pixels`);
  const input = [shape.height, shape.width, shape.channels] as const;
  const asChosen = { ...read, reading: chosen.reading };
  return { dataset: await loadTrainingSet(context, name, { ...asChosen, input }), read: asChosen };
}

interface TrainingSetOptions extends ReadingOptions {
  /** The network's input, which pictures are read for. Default: the reading's, else the first picture's size. */
  readonly input?: Network["input"] | undefined;
  readonly connectTimeoutMs?: number;
}

/** The training images that the options name. */
export function loadTrainingSet(
  { options, ui, signal }: CommandContext<object>,
  name: string,
  { reading, invert, background, input, connectTimeoutMs }: TrainingSetOptions = {},
): Promise<ImageDataset> {
  const { dataDir, seed, limit } = options;
  return withDownloadProgress(ui, (onProgress) =>
    loadDataset(name, {
      ...{ split: "train", dataDir, seed, limit, background, connectTimeoutMs, signal, onProgress },
      // Without a reading, images of another size than the network's are told by the network.
      ...(reading !== undefined || invert === true
        ? { reading, invert, shape: input && imageInput({ input }) }
        : {}),
    }),
  );
}
