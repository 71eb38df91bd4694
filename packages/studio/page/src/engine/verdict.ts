import type { Hint } from "@nescio/core";

/** What the network was shown. */
export interface Seen {
  /** `uint8` `[height, width, channels]`. */
  readonly pixels: Uint8Array;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** How familiar the input looks. */
export interface Familiar {
  /** On the scale of the model's kind of familiarity, higher = more familiar. */
  readonly score: number;
  /** In (0, 1]. */
  readonly pValue: number;
  /** Places in the training data, nearest first; empty where the kind does not know any. */
  readonly nearest: Uint32Array;
}

/** A part of a picture, in its pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What a model says of one input, with all that the page shows of it. */
export interface Verdict {
  readonly refused: boolean;
  readonly labels: readonly string[];
  readonly reason: "ambiguous" | "uncertain" | "unfamiliar" | undefined;
  readonly explanation: string;
  /** Mean over the networks, by class. */
  readonly probabilities: Float32Array;
  readonly hints: readonly Hint[];
  /** The part of the picture that it is about, in its pixels. */
  readonly box: Box | undefined;
  readonly seen: Seen;
  /** Of each sampled network, `[samples, classes]`. */
  readonly logProbs: Float32Array;
  readonly samples: number;
  readonly familiar: Familiar | undefined;
  /** Milliseconds in the worker. */
  readonly ms: number;
}
