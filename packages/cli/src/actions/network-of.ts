import {
  convNetwork,
  decodeModel,
  denseNetwork,
  NescioError,
  parameterSpecs,
  parseNetwork,
  type ImageDataset,
  type Network,
} from "@nescio/core";
import { readRegularFile, refusal } from "@nescio/node/internal";
import type { TrainingOptions } from "../training-options.js";

/** The network of `--hidden` and `--channels` for a data set's images and classes. */
export function networkFor(options: TrainingOptions, dataset: ImageDataset): Network {
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

/** Whether options say anything of the network. */
export function namesNetwork({ network, hidden, channels, kernel, dropout }: TrainingOptions): boolean {
  return [network, hidden, channels, kernel, dropout].some((option) => option !== undefined);
}

/** The network of `--network`, if one is named: of a JSON file, or that of a model. */
export async function readNetwork(options: TrainingOptions): Promise<Network | undefined> {
  const { network: path } = options;
  if (path === undefined) return undefined;
  let text: string;
  try {
    const subject = `network file ${path}`;
    const bytes = await readRegularFile(path, { subject, code: "invalid-network" });
    if (path.endsWith(".nescio")) return decodeModel(bytes, path).network;
    text = bytes.toString("utf8");
  } catch (cause) {
    if (cause instanceof NescioError) throw cause;
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

/** Weights and biases of a network. */
export function parameterCount(network: Network): number {
  return parameterSpecs(network).reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
}
