import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { Model } from "@nescio/core";
import { networkName } from "@nescio/core/internal";
import type { CheckpointFolder } from "@nescio/node/internal";
import { formatBytes, formatCount, formatDuration } from "../format.js";
import type { CommandContext } from "../run-command.js";
import { parameterCount } from "./network-of.js";
import { saveTrained, type Precision } from "./save-trained.js";

/** Saves the model, and says so; then its checkpoints can go. */
export async function save(
  { options, signal }: CommandContext<{ readonly out: string; readonly half?: boolean }>,
  model: Model,
  checkpoints: CheckpointFolder | undefined,
): Promise<{ wrote: string; precision: Precision }> {
  const saved = await saveTrained(options.out, model, { signal, half: options.half === true });
  await checkpoints?.remove();
  // Whole, as it was written: the current folder may have been removed meanwhile, and made again for it.
  const { size } = await stat(resolve(options.out));
  return { wrote: `wrote ${options.out} (${formatBytes(size)})${saved.note}`, precision: saved.precision };
}

export function summary({ network }: Model): string {
  return `${networkName(network)}, ${formatCount(parameterCount(network))} weights`;
}

export function timing({ training }: Model): string {
  const { seconds, msPerStep, threads } = training!;
  return `${formatDuration(seconds)}, ${msPerStep.toFixed(1)} ms a step on ${threads} threads`;
}
