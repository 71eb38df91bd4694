import type { Dataset } from "../data/dataset.js";
import type { Network } from "../layers/network.js";
import type { Predictive } from "../predictive/predictive.js";

/** One concrete tensor of a network, row-major; for a dense layer `[outputs, inputs]` and `[outputs]`. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** One network drawn from a posterior: tensors by parameter name (`fc1.weight`, `fc1.bias`, …). */
export type Weights = ReadonlyMap<string, Tensor>;

export interface PredictOptions {
  /** How many networks to sample; at least 1. Default 100. */
  readonly samples?: number | undefined;
  /** Unsigned 32-bit seed. Default `defaultSeed`. */
  readonly seed?: number | undefined;
  /** Worker threads; 1 runs on the calling thread. Default: as many as the host offers, at most 8. */
  readonly threads?: number | undefined;
  /**
   * Threads of their own that few images are predicted on, so that the calling one goes on meanwhile; they stay for the next ones
   * until `endAside`. Where the host has no more than one, and by default, `threads` computes.
   */
  readonly aside?: number | undefined;
  /**
   * So many images count as few: what predictions of up to that many need, drawn networks above all, stays in memory for the next
   * ones, as long as it has at most 64 MiB. From 1 to 1,024. Default 8.
   */
  readonly few?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with the number of images done so far. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A distribution over the weights of a network: it can be drawn from and it can predict. */
export interface Posterior {
  readonly kind: string;
  readonly network: Network;
  /** One network from the posterior; the same seed gives the same network. */
  draw(seed: number): Weights;
  /**
   * Whether an image's samples depend on its place in the data set: modulo 8, or altogether. Not there: each sample is one network,
   * which all images meet.
   */
  readonly samplesByPlace?: boolean;
  /** The same images, seed and options give the same numbers. */
  predict(dataset: Dataset, options?: PredictOptions): Promise<Predictive>;
  /** The mean network of every member, where it is known: see `meanWeights`. */
  meanWeights?(): readonly Weights[];
}

/** An independent Gaussian for every entry of one parameter tensor. */
export interface GaussianTensor {
  readonly shape: readonly number[];
  readonly loc: Float32Array;
  /** Standard deviations, each > 0. */
  readonly scale: Float32Array;
}

/**
 * A tensor as a model file keeps it. "F16" is held in single precision here; its values must be ones that half
 * precision has, so that nothing changes on the way through a file.
 */
export interface StoredTensor {
  readonly dtype: "F32" | "F16" | "I8" | "U8" | "U32";
  readonly shape: readonly number[];
  /** Float32Array for "F32" and "F16", otherwise the array of that name. */
  readonly data: Float32Array | Int8Array | Uint8Array | Uint32Array;
}
