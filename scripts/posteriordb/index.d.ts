import type { McmcOptions, Program, SummaryRow } from "nescio/ppl";

/** A model of posteriordb. */
export interface ReferenceModel {
  /** The arguments of the program, of the data as published. */
  readonly data: (published: Readonly<Record<string, unknown>>) => readonly unknown[];
  /** Sites are named as the Stan program's parameters are. */
  readonly model: Program<readonly unknown[]>;
}

/** A posterior as published: `reference` is `[mean, standard deviation]` by parameter. */
export interface ReferencePosterior {
  readonly data: Readonly<Record<string, unknown>>;
  readonly reference: Readonly<Record<string, readonly [number, number]>>;
}

/** One parameter: differences from the reference and Monte-Carlo errors, in its standard deviations or shares of them. */
export interface ParameterStudy extends SummaryRow {
  readonly meanDifference: number;
  readonly sdDifference: number;
  readonly meanError: number;
  readonly sdError: number;
}

/** The worst figures of all parameters. */
export interface PosteriorStudy {
  readonly mean: number;
  readonly sd: number;
  readonly rhat: number;
  readonly fits: boolean;
  readonly divergences: number;
  /** Of each chain, in the last run. */
  readonly warmup: number;
  readonly samples: number;
  readonly gradients: number;
  readonly seconds: number;
  readonly parameters: readonly ParameterStudy[];
}

/** By name, as posteriordb has it. */
export const models: Readonly<Record<string, ReferenceModel>>;

export function study(
  model: ReferenceModel,
  posterior: ReferencePosterior,
  options: Omit<McmcOptions, "potential" | "initial">,
): Promise<PosteriorStudy>;
