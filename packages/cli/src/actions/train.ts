import { readFile, stat } from "node:fs/promises";
import {
  convNetwork,
  createModel,
  denseNetwork,
  firstImages,
  NescioError,
  parameterSpecs,
  parseNetwork,
  parseRule,
  presets,
  selectImages,
  trainPosterior,
  type Dataset,
  type Model,
  type Network,
  type PosteriorKind,
  type Reading,
  type Rule,
  type TrainingSettings,
} from "@nescio/core";
import { checkModelSize, inverseSoftplus, kinds, networkName } from "@nescio/core/internal";
import { loadDataset, prepareOutput, saveModel } from "@nescio/node";
import { checkpointFolder, refusal } from "@nescio/node/internal";
import { formatBytes, formatCount, formatDuration } from "../format.js";
import type { CommandContext } from "../run-command.js";
import type { ReadingOptions } from "../reading-options.js";
import type { TrainingOptions } from "../training-options.js";
import { withDownloadProgress } from "./download-progress.js";

/** What the command takes, beyond what all share. */
export type TrainOptions = TrainingOptions &
  ReadingOptions & {
    dataset: string;
    out: string;
    rule?: string;
    half?: boolean;
    samples?: number;
    checkpoint?: boolean;
  };

type Context = CommandContext<TrainOptions>;

export async function train(context: Context): Promise<void> {
  const { options, ui, signal } = context;
  // Before anything long: what is wrong should be said at once.
  await prepareOutput(options.out);
  const given = await readNetwork(options);
  const rule = options.rule === undefined ? undefined : parseRule(options.rule);
  const dataset = await loadTrainingSet(context, options.dataset, { ...options, input: given?.input });
  const network = given ?? networkFor(options, dataset);
  checkModelSize(network, { ...options, epochs: options.epochs ?? presets[options.preset].epochs });
  const checkpoint = options.checkpoint === true ? `${options.out}.checkpoint` : undefined;
  const { model, kind, done } = await trainModel(context, dataset, network, {
    rule,
    checkpoint,
    samples: options.samples,
    reading: options.reading,
  });
  await saveModel(options.out, model, { signal, precision: options.half === true ? "half" : "single" });
  await done();
  const training = model.training!;
  const { size } = await stat(options.out);
  ui.result({ model: options.out, network: networkName(model.network), training }, () => {
    const losses = training.lossPerImageByEpoch.map((loss) => loss.toPrecision(4)).join(", ");
    return [
      `${networkName(model.network)}, ${formatCount(parameterCount(model.network))} weights, ${kind}`,
      `loss per image by epoch: ${losses}`,
      `${formatDuration(training.seconds)}, ${training.msPerStep.toFixed(1)} ms a step on ${training.threads} threads`,
      `wrote ${options.out} (${formatBytes(size)})`,
    ].join("\n");
  });
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
  { reading, invert, input, connectTimeoutMs }: TrainingSetOptions = {},
): Promise<Dataset> {
  const { dataDir, seed, limit } = options;
  return withDownloadProgress(ui, (onProgress) =>
    loadDataset(name, {
      ...{ split: "train", dataDir, seed, limit, connectTimeoutMs, signal, onProgress },
      // Without a reading, images of another size than the network's are told by the network.
      ...(reading !== undefined || invert === true
        ? { reading, invert, shape: input && shapeOf(input) }
        : {}),
    }),
  );
}

function shapeOf([height, width, channels]: Network["input"]) {
  return { height, width, channels };
}

/** What the model file says besides, and where training is kept while it lasts. */
interface ModelChoices {
  readonly rule?: Rule | undefined;
  readonly samples?: number | undefined;
  readonly reading?: Reading | undefined;
  /** Folder of checkpoints. */
  readonly checkpoint?: string | undefined;
}

/** Trains with a progress bar that shows the loss; `kind` says what was trained, `done` removes the checkpoints once the model is saved. */
export async function trainModel(
  { options, ui, signal }: CommandContext<TrainingOptions>,
  dataset: Dataset,
  network: Network,
  { rule, samples, reading, checkpoint }: ModelChoices,
): Promise<{ model: Model; kind: string; done: () => Promise<void> }> {
  const { preset, posterior, members, patience, threads } = options;
  const settings = settingsFrom(options);
  const parts = partition(dataset, options);
  const key = JSON.stringify({
    ...{ network, preset, posterior, members, settings },
    ...partSizes(options, dataset),
  });
  const checkpoints = checkpoint === undefined ? undefined : checkpointFolder(checkpoint, key);
  const bar = ui.progress({ title: "training", format: formatCount });
  const result = await trainPosterior(network, parts.own, {
    ...settings,
    ...{ preset, posterior, members, patience, threads, signal, checkpoints },
    validation: parts.validation,
    onProgress({ member, members: all, progress: { epoch, epochs, steps, lossPerImage }, share }) {
      const who = all === 1 ? "" : `member ${member + 1} of ${all}, `;
      const text = `${who}epoch ${epoch + 1} of ${epochs}, loss ${lossPerImage.toPrecision(4)}`;
      bar.update(Math.round(share * steps * all), text, steps * all);
    },
  });
  bar.stop();
  const heldOut = options.holdOut;
  const images = parts.own.count === dataset.count ? undefined : parts.own.count;
  const model = createModel(result, { dataset, preset, rule, reading, samples, images, heldOut });
  const kind = kindName(result.settings.posterior, result.settings.members);
  return { model, kind, done: async () => checkpoints?.remove() };
}

/** The first images are trained on, then come those that measure epochs, then those that are held out. */
function partition(
  dataset: Dataset,
  { holdOut = 0, validation = 0 }: TrainingOptions,
): { own: Dataset; validation?: Dataset } {
  const count = dataset.count - holdOut - validation;
  if (count < 1) {
    throw new NescioError({
      code: "invalid-option",
      subject: "options --hold-out and --validation",
      expected: `fewer than the ${dataset.count} images of "${dataset.name}" together`,
      found: String(holdOut + validation),
    });
  }
  const range = (from: number, length: number): Dataset =>
    selectImages(
      dataset,
      Uint32Array.from({ length }, (_, i) => from + i),
    );
  return {
    own: firstImages(dataset, count),
    ...(validation > 0 && { validation: range(count, validation) }),
  };
}

/** What tells this training from others, besides the settings. */
function partSizes({ holdOut, validation }: TrainingOptions, { name, count, sources }: Dataset): object {
  return { name, count, sources, holdOut, validation };
}

/** "mean-field (a Gaussian for every weight)", "ensemble of 5 (several points)", … */
function kindName(kind: PosteriorKind, members: number): string {
  const name = members === 1 ? kind : `${kind} of ${members}`;
  return `${name} (${kinds[kind].help})`;
}

/** The network of `--hidden` and `--channels` for a data set's images and classes. */
export function networkFor(options: TrainingOptions, dataset: Dataset): Network {
  const { height, width, channels: colours, classes } = dataset;
  const { kernel, hidden, dropout, preset } = options;
  // A dense network would take that preset too, and be no good.
  const channels = options.channels ?? (preset === "convolution" ? [16, 32] : undefined);
  const input = [height, width, colours] as const;
  if (channels !== undefined) {
    const shape = { channels, kernel: kernel ?? 5, hidden: hidden ?? [128], dropout };
    return convNetwork(input, shape, classes.length);
  }
  const stray = Object.entries({ kernel, dropout }).find(([, value]) => value !== undefined);
  if (stray !== undefined) {
    throw new NescioError({
      code: "invalid-option",
      subject: `option --${stray[0]}`,
      expected: "--channels beside it",
      found: "none",
      next: "Say --channels 16,32 for convolutions, or leave it out.",
    });
  }
  return denseNetwork(input, hidden ?? [1024], classes.length);
}

/** The network of `--network`, if one is named. */
export async function readNetwork(options: TrainingOptions): Promise<Network | undefined> {
  const { network: path } = options;
  if (path === undefined) return undefined;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    const subject = `network file ${path}`;
    throw refusal(cause, { subject, expected: "a readable JSON file", missing: "no such file" });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new NescioError({
      code: "invalid-network",
      subject: `network file ${path}`,
      expected: "JSON",
      found: cause instanceof Error ? cause.message : String(cause),
      next: "`nescio train --help` shows what a network file looks like.",
      cause,
    });
  }
  return parseNetwork(value);
}

function settingsFrom(options: TrainingOptions & { seed?: number }): Partial<TrainingSettings> {
  const { priorScale, initialScale } = options;
  const named = {
    augmentation: options.augment,
    epochs: options.epochs,
    batchSize: options.batchSize,
    learningRate: options.learningRate,
    schedule: options.schedule,
    rateWarmup: options.rateWarmup,
    estimator: options.estimator,
    kl: options.kl,
    klScale: options.klScale,
    klWeight: options.klWeight,
    klWarmup: options.klWarmup,
    seed: options.seed,
    prior: priorScale === undefined ? undefined : { loc: 0, scale: priorScale },
    initial:
      initialScale === undefined
        ? undefined
        : { ...presets[options.preset].initial, rhoMean: inverseSoftplus(initialScale), rhoScale: 0 },
  };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given);
}

/** Weights and biases of a network. */
function parameterCount(network: Network): number {
  return parameterSpecs(network).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
