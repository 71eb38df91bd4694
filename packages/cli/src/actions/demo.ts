import { join } from "node:path";
import { NescioError, parseRule, type ImageDataset } from "@nescio/core";
import { findRegistryEntry } from "@nescio/core/internal";
import { loadDataset } from "@nescio/node";
import { dataFolders, findDataFile } from "@nescio/node/internal";
import { quoted, type CommandContext } from "../run-command.js";
import type { TrainingOptions } from "../training-options.js";
import { loadOutOfDistribution, loadTestSet, studyModel, writeReport } from "./evaluate.js";
import { evaluationTable, reportFigures } from "./figures.js";
import { networkFor, readNetwork } from "./network-of.js";
import { prepareOutputs } from "./outputs.js";
import { checkFamiliarity, checkPlan } from "./planned-model.js";
import { onceSaved, saveTrained } from "./save-trained.js";
import { loadTrainingSet } from "./train.js";
import { trainPreset } from "./train-preset.js";
import { trainByRecipe } from "./train-recipe.js";

/** What the command takes, beyond what all share. */
export type DemoOptions = TrainingOptions & {
  dataset: "auto" | "mnist" | "glyphs";
  ood?: string[];
  out: string;
  samples?: number;
  rule?: string;
};

type Context = CommandContext<DemoOptions>;

/** Two mirrors, and one that NESCIO_MIRROR may name: a machine without network knows within ten seconds. */
const CONNECT_TIMEOUT_MS = 3000;

export async function demo(context: Context): Promise<void> {
  const { options, ui, signal } = context;
  const modelFile = join(options.out, "model.nescio");
  const reportFile = join(options.out, "report.html");
  // Everything that can be wrong is found out before the training.
  const outputs = { "the model": modelFile, "the report": reportFile, "--json": options.json };
  await prepareOutputs(outputs, [options.network, ...(options.ood ?? [])], { regular: ["the model"] });
  const given = await readNetwork(options);
  const rule = options.rule === undefined ? undefined : parseRule(options.rule);
  const dataset = await chooseDataset(context);
  const { name, classes } = dataset;
  // The recipe by the data is for what has none; MNIST's own is known.
  const preset = options.preset === "auto" && name === "mnist" ? "default" : options.preset;
  const network = given ?? networkFor({ ...options, preset }, dataset);
  checkFamiliarity({ preset, calibrate: true }, rule);
  checkPlan({ ...options, preset }, dataset, { rule, network: given });
  const quick = preset === "auto" && options.limit === undefined ? withLimit(context, QUICK_TEST) : context;
  const testSet = await loadTestSet(quick, { classes, network }, name);
  const outOfDistribution = await loadOutOfDistribution(
    context,
    { network },
    options.ood ?? (await defaultOutOfDistribution(name, options.dataDir)),
  );

  const { model } =
    preset === "auto"
      ? await trainByRecipe(inAMinute(context), dataset, { network: given, rule, alpha: QUICK_ALPHA })
      : await trainPreset(context, dataset, network, { preset, published: true, rule });
  await saveTrained(modelFile, model, { signal, half: false });
  const samples = options.samples ?? model.samples ?? 100;
  const study = await onceSaved(modelFile, async () => {
    const sampled = { ...context, options: { ...options, samples } };
    const done = await studyModel(sampled, model, testSet, outOfDistribution, model.rule);
    await writeReport(context, reportFile, model, done, testSet, outOfDistribution);
    return done;
  });
  await reportFigures(
    ui,
    options.json,
    study.evaluation,
    () =>
      [
        "",
        evaluationTable(study.evaluation, ui),
        "",
        `${ui.colors.bold(reportFile)}  the figures, and a picture of every decision: open it in a browser`,
        `${ui.colors.bold(modelFile)}  the model: nescio predict IMAGE.png --model ${modelFile}`,
        `Draw, and see what it makes of it: nescio studio ${quoted(modelFile)}`,
      ].join("\n"),
    signal,
  );
}

/** MNIST where it can be had, else glyphs, saying so. */
async function chooseDataset(context: Context): Promise<ImageDataset> {
  const { options, ui, signal } = context;
  if (options.dataset === "glyphs") return loadGlyphs(context);
  if (options.dataset !== "auto") return loadTrainingSet(context, options.dataset);
  try {
    const dataset = await loadTrainingSet(context, "mnist", { connectTimeoutMs: CONNECT_TIMEOUT_MS });
    // Its test images too, or it is of no use here.
    const { dataDir } = options;
    await loadDataset("mnist", { split: "test", dataDir, signal, connectTimeoutMs: CONNECT_TIMEOUT_MS });
    return dataset;
  } catch (error) {
    if (!(error instanceof NescioError) || error.code !== "unavailable") throw error;
    ui.notice(
      "MNIST is not on this machine and no mirror of it can be reached: using glyphs, digits that the program draws\n" +
        "itself. For MNIST, run `nescio data fetch mnist` with network access, or name a folder that holds it with\n" +
        "--data-dir or NESCIO_DATA (FOLDER/mnist/train-images-idx3-ubyte.gz and so on).",
    );
    return loadGlyphs(context);
  }
}

/** So many glyphs that a minute is enough, where the recipe trains on them and nobody says how many. */
const QUICK_GLYPHS = 6000;
/** … and so many to test it. */
const QUICK_TEST = 2000;
/** Share of digits that may be refused as unfamiliar: so few calibrate it that 2 % of one sample are 1 % of another. */
const QUICK_ALPHA = 0.03;

/** In a neat hand for the recipe, whose few images show the point at once; presets get all of the harder ones. */
function loadGlyphs(context: Context): Promise<ImageDataset> {
  const { limit = QUICK_GLYPHS, preset } = context.options;
  if (preset !== "auto") return loadTrainingSet(context, "glyphs");
  return loadTrainingSet(withLimit(context, limit), "glyphs-neat");
}

/** Two members and few epochs are enough to show the point in a minute. */
function inAMinute(context: Context): Context {
  const { posterior, members, epochs = 5 } = context.options;
  const few = posterior === undefined && members === undefined ? { members: 2 } : {};
  return { ...context, options: { ...context.options, ...few, epochs } };
}

function withLimit(context: Context, limit: number): Context {
  return { ...context, options: { ...context.options, limit } };
}

/** Noise; for MNIST the sets of other characters that are already here; letters in any case. */
async function defaultOutOfDistribution(dataset: string, dataDir: string | undefined): Promise<string[]> {
  if (dataset.startsWith("glyphs")) return ["noise", `${dataset}-letters`];
  const folders = await dataFolders({ dataDir });
  const here: string[] = [];
  for (const name of ["notmnist-tutorial", "notmnist", "kmnist"]) {
    const { files } = findRegistryEntry(name)!.splits.test!;
    const found = await Promise.all(files.map((file) => findDataFile(folders, name, file.name)));
    if (found.every((path) => path !== undefined)) here.push(name);
  }
  return ["noise", ...(here.length > 0 ? here : ["glyphs-letters"])];
}
