import type { Dataset } from "../data/dataset.js";
import type { Predictive } from "../predictive/predictive.js";

export interface ScoreOptions {
  /** Worker threads; 1 computes on the calling thread. Default: 1 for few images, else what the host offers. */
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /**
   * What the model's networks, each of them once, said of the same inputs: the kind "evidence" then need not ask them again. Default:
   * it asks.
   */
  readonly said?: Predictive | undefined;
  /** Called with the number of images done so far. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** How familiar images look, one entry an image. */
export interface FamiliarityScores {
  /** Higher = more familiar; the scale is the kind's own. */
  readonly scores: Float32Array;
  /**
   * In (0, 1]: (1 + how many held-out genuine images score no higher) / (their number + 1). For a genuine image this
   * is at most α with a probability of at most α (conformal p-values; Vovk, Gammerman, Shafer 2005, section 2.2).
   */
  readonly pValues: Float32Array;
  /** The p-values, continued below 1 / (their number + 1) for what looks stranger than all of those: for ranking. */
  readonly tails: Float32Array;
  /** Of the kinds "neighbours" and "both": the most similar training images. */
  readonly nearest?:
    | {
        /** `[images, each]`, places in the training data, nearest first. */
        readonly indices: Uint32Array;
        readonly each: number;
      }
    | undefined;
}

/** What a model knows of how its training images look: tells whether an image looks like any of them. */
export interface Familiarity {
  /** Its name in `familiarityKinds`. */
  readonly kind: string;
  /** Throws `invalid-data` for images of another shape than the network's input. */
  score(dataset: Dataset, options?: ScoreOptions): Promise<FamiliarityScores>;
  /** Gives back the memory that is kept from one small call of `score` to the next; `score` still works afterwards. */
  close(): Promise<void>;
}

/** What scoring images needs of a familiarity. */
export type FamiliarityScorer = Pick<Familiarity, "score">;
