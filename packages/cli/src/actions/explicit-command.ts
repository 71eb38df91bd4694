import { formatReading, type BuildResult } from "@nescio/core";
import { kindsWithMembers } from "@nescio/core/internal";
import { formatAugmentation } from "../augmentation-text.js";
import type { ReadingOptions } from "../reading-options.js";
import { quoted, type CommandContext } from "../run-command.js";
import type { TrainingOptions } from "../training-options.js";
import { namesNetwork } from "./network-of.js";
import { optionName } from "../option-name.js";

type Options = TrainingOptions & ReadingOptions & { readonly out: string; readonly samples?: number };

/**
 * The command with all that the recipe and the images decided said as options, which trains the same model. What was given
 * stands as it was. The network is that of the model's file: most have no other text.
 */
export function explicitCommand(
  { commandLine, options }: CommandContext<Options>,
  { model, findings }: BuildResult,
): string {
  const { posterior, members, epochs, batchSize, klWeight, augmentation } = findings.settings;
  const { validation, familiarity, promise } = model.training!.split!;
  const decided: Partial<Record<keyof Options, string | number | undefined>> = {
    network: namesNetwork(options) ? undefined : options.out,
    posterior,
    members: kindsWithMembers.includes(posterior) ? members : undefined,
    epochs,
    batchSize,
    klWeight,
    augment: formatAugmentation(augmentation),
    validation,
    holdOut: familiarity + promise || undefined,
    samples: model.samples,
    reading: model.reading && formatReading(model.reading),
  };
  const words = (Object.keys(decided) as (keyof typeof decided)[]).flatMap((name) => {
    const text = decided[name];
    if (text === undefined || options[name] !== undefined) return [];
    return [optionName(name), quoted(`${text}`)];
  });
  return [commandLine, ...words].join(" ");
}
