import type { DatasetSource } from "../data/dataset.js";
import type { Rule } from "../decision/rule.js";
import type { TrainingRecord } from "../evaluation/evaluation.js";
import type { GaussianTensor } from "../inference/posterior.js";
import type { Network } from "../network/network.js";

/** Anything that JSON can hold. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** How a model came about, in enough detail to train it again. */
export interface ModelTraining extends TrainingRecord {
  /** The options of inference, as they were given and filled in. */
  readonly options: Json;
  /** Unsigned 32-bit seed of the training. */
  readonly seed: number;
  /** The data sets it has seen, with the checksums of their files. */
  readonly data: readonly { readonly name: string; readonly sources: readonly DatasetSource[] }[];
  /** Version of the library that trained it. */
  readonly version: string;
}

/** A trained model: a posterior as numbers, and all that is needed to use it on images. */
export interface Model {
  readonly kind: "mean-field";
  readonly network: Network;
  /** One Gaussian tensor for each of the network's parameters, by its name (`fc1.weight`, …). */
  readonly tensors: ReadonlyMap<string, GaussianTensor>;
  /** Class names, one for each output of the network. */
  readonly classes: readonly string[];
  /** What pixels (`uint8`) are multiplied by before they enter the network. */
  readonly inputScale: "1/255";
  /** The rule to decide by where none is asked for. */
  readonly rule: Rule;
  readonly training?: ModelTraining | undefined;
}
