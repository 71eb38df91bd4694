import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Dataset } from "../../data/dataset.js";
import { findRegistryEntry } from "../../data/registry.js";
import { formatRule, parseRule } from "../../decision/quantile-rule.js";
import { NescioError } from "../../errors.js";
import { defaultSeed } from "../../math/random.js";
import { dataFolders, findDataFile } from "../../node/data-folders.js";
import { loadDataset } from "../../node/datasets.js";
import { saveModel } from "../../node/model-files.js";
import type { CommandContext } from "../run-command.js";
import type { TrainingOptions } from "../training-options.js";
import { loadOthers, loadTestSet, studyModel, writeReport } from "./evaluate.js";
import { evaluationTable, reportFigures } from "./figures.js";
import { loadTrainingSet, readNetwork, trainModel } from "./train.js";

/** What the command takes, beyond what all share. */
export type DemoOptions = TrainingOptions & {
  dataset: "auto" | "mnist" | "glyphs";
  ood?: string[];
  out: string;
  samples: number;
  rule?: string;
};

type Context = CommandContext<DemoOptions>;

/** Two mirrors, each given four seconds: a machine without network knows within ten. */
const CONNECT_TIMEOUT_MS = 4000;

export async function demo(context: Context): Promise<void> {
  const { options, ui, signal } = context;
  const network = await readNetwork(options);
  const rule = options.rule === undefined ? undefined : parseRule(options.rule);
  const dataset = await chooseDataset(context);
  const alien = options.ood ?? (await defaultAliens(dataset.name, options.dataDir));
  await mkdir(options.out, { recursive: true });
  const modelFile = join(options.out, "model.nescio");
  const reportFile = join(options.out, "report.html");

  const model = await trainModel(context, dataset, network, rule);
  await saveModel(modelFile, model, { signal });
  const own = await loadTestSet(context, model, dataset.name);
  const others = await loadOthers(context, model, alien);
  const study = await studyModel(context, model, own, others, model.rule);
  const command = [
    "nescio demo",
    `--preset ${options.preset}`,
    `--dataset ${dataset.name}`,
    `--rule ${formatRule(model.rule)}`,
    `--seed ${options.seed ?? defaultSeed}`,
  ];
  await writeReport(context, reportFile, model, study, own, others, command.join(" "));
  await reportFigures(
    ui,
    options.json,
    study.evaluation,
    () =>
      [
        "",
        evaluationTable(study.evaluation, ui),
        "",
        `${ui.colors.bold(reportFile)}  the figures, and the pictures behind every decision: open it in a browser`,
        `${ui.colors.bold(modelFile)}  the model: nescio predict IMAGE.png --model ${modelFile}`,
      ].join("\n"),
    signal,
  );
}

/** MNIST where it can be had, else glyphs, saying so. */
async function chooseDataset(context: Context): Promise<Dataset> {
  const { options, ui, signal } = context;
  if (options.dataset !== "auto") return loadTrainingSet(context, options.dataset);
  try {
    const dataset = await loadTrainingSet(context, "mnist", CONNECT_TIMEOUT_MS);
    // Its test images too, before minutes of training are spent on it.
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
    return loadTrainingSet(context, "glyphs");
  }
}

/** Noise; for MNIST the sets of other characters that are already here; letters in any case. */
async function defaultAliens(dataset: string, dataDir: string | undefined): Promise<string[]> {
  if (dataset === "glyphs") return ["noise", "glyphs-letters"];
  const folders = await dataFolders({ dataDir });
  const here: string[] = [];
  for (const name of ["notmnist-tutorial", "notmnist", "kmnist"]) {
    const { images, labels } = findRegistryEntry(name)!.splits.test!;
    const found = await Promise.all([images, labels].map((file) => findDataFile(folders, name, file.name)));
    if (found.every((path) => path !== undefined)) here.push(name);
  }
  return ["noise", ...(here.length > 0 ? here : ["glyphs-letters"])];
}
