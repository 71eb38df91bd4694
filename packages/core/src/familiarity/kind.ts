import type * as z from "zod";
import type { Dataset, Labels } from "../data/dataset.js";
import { NescioError } from "../errors.js";
import type { Network } from "../layers/network.js";
import type { Weights } from "../prediction/posterior.js";
import type { Familiarity, ScoreOptions } from "./familiarity.js";
import type { FeatureMap } from "./scorer.js";
import type { TensorReader, TensorWriter } from "./tensors.js";

/** A familiarity that can be fitted and stored: it looks at features, and has been calibrated. */
export interface FittedFamiliarity extends Familiarity {
  readonly map: FeatureMap;
  /** Scores of held-out images that the p-values come from, in increasing order. */
  readonly calibration: Float32Array;
}

/** A network, with the mean weights of one or more members. */
export interface Classifier {
  readonly network: Network;
  readonly members: readonly Weights[];
}

/** What every kind is fitted to. */
export interface FittingData {
  /** The distance to which neighbour counts, from 1. */
  readonly neighbours: number;
  readonly map: FeatureMap;
  /** The network itself, with the mean weights of each member. */
  readonly classifier: Classifier;
  /** Components of the training images that are kept, `[images, dimensions]`. */
  readonly components: Float32Array;
  /** Their places in the training data. */
  readonly indices: Uint32Array;
  /** One each; there where the kind needs labels. */
  readonly labels: Labels | undefined;
  /** Variance of each feature outside of the components' subspace, greater than 0. */
  readonly residual: number;
  /** Scores of the held-out images by a familiarity that is not calibrated yet, in their order. */
  readonly heldOutScores: (familiarity: Familiarity) => Promise<Float32Array>;
  readonly heldOut: Dataset;
  /** The training images that are kept. */
  readonly images: Dataset;
  readonly seed: number;
  /** How to run what a kind computes by itself. */
  readonly run: Pick<ScoreOptions, "threads" | "signal">;
}

/** The error for images that no familiarity can be fitted to. */
export function cannotFit(dataset: Dataset, expected: string, found: string, next?: string): NescioError {
  return new NescioError({
    code: "invalid-data",
    subject: `data set "${dataset.name}", for familiarity`,
    expected,
    found,
    next,
  });
}

/** One kind of familiarity, all there is to say about it. `familiarityKinds` is the table of them. */
export interface FamiliarityKind<
  Kind extends string = string,
  Fitted extends FittedFamiliarity = FittedFamiliarity,
  Head extends z.ZodRawShape = z.ZodRawShape,
> {
  readonly kind: Kind;
  /** Whether the training images must have labels. */
  readonly needsLabels: boolean;
  /** Of how many classes at most the training images may be. Default: of any number. */
  readonly mostClasses?: number;
  /** How often fitting scores the held-out images. */
  readonly heldOutPasses: number;
  /** How many of so many held-out images calibrate its p-values. */
  calibrating(heldOut: number): number;
  /** Fits and calibrates it. Throws `invalid-data` where the held-out images are too few. */
  fit(data: FittingData): Promise<Fitted>;
  is(familiarity: Familiarity): familiarity is Fitted;
  /** What the head in a model file holds beyond what all kinds have. */
  readonly head: Head;
  /** Its part of the head; its tensors are written. */
  encode(familiarity: Fitted, tensors: TensorWriter): z.infer<z.ZodObject<Head>>;
  /** What `encode` wrote, the same to the last bit. Throws `invalid-model` for tensors that do not fit. */
  decode(head: z.infer<z.ZodObject<Head>>, stored: StoredParts): Fitted;
}

/** What a model file has of a familiarity of any kind. */
export interface StoredParts {
  readonly map: FeatureMap;
  readonly calibration: Float32Array;
  /** The model's network, with the mean weights of its members. Throws `invalid-model` where they are not known. */
  readonly classifier: () => Classifier;
  /** For the kind's own. */
  readonly tensors: TensorReader;
}

/** A kind as its record, with the types of its own checked. */
export function familiarityKind<
  Kind extends string,
  Fitted extends FittedFamiliarity,
  Head extends z.ZodRawShape,
>(kind: FamiliarityKind<Kind, Fitted, Head>): FamiliarityKind<Kind, Fitted, Head> {
  return kind;
}
