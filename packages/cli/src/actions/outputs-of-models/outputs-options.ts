import { NescioError, type OutputKind } from "@nescio/core";

/** What commands take that read what another model said. */
export interface OutputsOptions {
  readonly predictions: string;
  readonly labels?: string;
  readonly logits?: boolean;
  readonly logProbabilities?: boolean;
  readonly columns?: string[];
  readonly classes?: string[];
  readonly drop?: string[];
  readonly members?: string[];
}

/** What kind of numbers the options say they are. */
export function kindOf({ logits, logProbabilities }: Partial<OutputsOptions>): OutputKind {
  if (logits === true) return "logits";
  return logProbabilities === true ? "log-probabilities" : "probabilities";
}

/** Where the labels are. Throws `invalid-option` where nothing says it. */
export function labelsOf({ labels }: Partial<OutputsOptions>): string {
  if (labels !== undefined) return labels;
  throw new NescioError({
    code: "invalid-option",
    subject: "--labels",
    expected: "the column of the true classes, or for an array the file that has them",
    found: "nothing",
  });
}

/** Options that say something of a model and its images alone, and such of another model's outputs, by their names. */
interface Sides<Options> {
  readonly ofModels: readonly (keyof Options & string)[];
  readonly ofOutputs: readonly (keyof Options & string)[];
}

/**
 * Throws `invalid-option` unless there is either a model or predictions, and no option that is about the other one.
 *
 * @param what The command, or how a model is named.
 */
export function checkSides<Options extends { readonly predictions?: unknown }>(
  what: string,
  model: unknown,
  options: Options,
  { ofModels, ofOutputs }: Sides<Options>,
): void {
  if ((model === undefined) === (options.predictions === undefined)) {
    throw new NescioError({
      code: "invalid-option",
      subject: what,
      expected: "a model file, or --predictions",
      found: model === undefined ? "neither" : "both",
    });
  }
  const stray = (model === undefined ? ofModels : ofOutputs).find((name) => options[name] !== undefined);
  if (stray === undefined) return;
  throw new NescioError({
    code: "invalid-option",
    subject: `--${stray.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    expected: model === undefined ? "a model that it is about" : "--predictions that it is about",
    found: model === undefined ? "--predictions" : "a model",
  });
}

/** The options that only predictions have. */
export const ofOutputs = [
  ...(["labels", "logits", "logProbabilities", "columns", "classes", "drop", "members"] as const),
];
