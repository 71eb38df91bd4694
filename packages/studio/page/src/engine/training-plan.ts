import type { Rule } from "@nescio/core";

/** What a network is and how it is trained, by name. */
export type RecipeName = "tutorial" | "dense" | "convolution" | "few";

/** What is asked of a training; what is undefined is as the recipe has it. */
export interface Plan {
  readonly recipe: RecipeName;
  readonly epochs: number | undefined;
  readonly learningRate: number | undefined;
  readonly batchSize: number | undefined;
  /** The file of a model whose posterior it goes on from. */
  readonly start: Uint8Array | undefined;
}

/** What is told of a training while it lasts, about eight times a second. */
export interface TrainingReport {
  readonly stage: "training" | "familiarity";
  /** Steps done of all members, of all. */
  readonly step: number;
  readonly steps: number;
  /** 0-based. */
  readonly epoch: number;
  readonly epochs: number;
  /** Loss per image of the last steps, nats; of a first member alone. */
  readonly loss: number | undefined;
  /** Share of held-out images that are right, where that was measured anew. */
  readonly accuracy: number | undefined;
  /** Of one step, without what came between. */
  readonly msPerStep: number;
  readonly threads: number;
  readonly simd: string;
  /** Of the first layer, where it was looked at anew. */
  readonly weights: FirstLayer | undefined;
}

/** Some units of a network's first layer as images. */
export interface FirstLayer {
  /** `[units, height, width]`, mean over the channels. */
  readonly means: Float32Array;
  /** Likewise; undefined where weights have no scale. */
  readonly scales: Float32Array | undefined;
  readonly units: number;
  readonly height: number;
  readonly width: number;
}

/** What the page is told of a data set to learn from. */
export interface TrainingSetFacts {
  readonly name: string;
  readonly images: number;
  readonly classes: readonly string[];
  /** `height×width×channels`. */
  readonly size: string;
  /** So few that the recipe is one for few. */
  readonly few: boolean;
}

/** What a training left behind. */
export interface TrainingOutcome {
  readonly name: string;
  /** The model's file. */
  readonly file: Uint8Array;
  /** Images that it has not seen, and how many of these it gets right, answered or not. */
  readonly keptAside: number;
  readonly right: number;
  /** Images that nothing was chosen by: what a promise can be about. */
  readonly promise: number;
  readonly stopped: boolean;
}

/** What was found for a contract. */
export interface Promised {
  /** The rule that keeps it, and when it answers. */
  readonly rule: Rule;
  readonly condition: string;
  readonly alpha: number | undefined;
  /** Share of the images that is answered. */
  readonly answered: number;
  /** Upper bound of the share of wrong answers, at the confidence of 95 %. */
  readonly bound: number;
  readonly images: number;
}
