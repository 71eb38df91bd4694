import type { Decision } from "../decision/rule.js";
import type { Evaluation } from "../evaluation/evaluation.js";

/** One image with everything that was said about it. */
export interface GalleryItem {
  /** Index in its data set. */
  readonly index: number;
  /** `uint8`, `[height, width, channels]`. */
  readonly pixels: Uint8Array;
  /** True class, where the image has one of the model's classes. */
  readonly label?: number;
  /** Log-probabilities `[samples, classes]`. */
  readonly logProbs: Float32Array;
  readonly decision: Decision;
}

/** A set of images shown together, e.g. 100 test images. */
export interface Gallery {
  readonly dataset: string;
  /** Whether the images are of the kind the model was trained on. */
  readonly inDistribution: boolean;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly items: readonly GalleryItem[];
}

/** All that a report shows. */
export interface ReportData {
  readonly title: string;
  readonly classes: readonly string[];
  /** Short description of the network, e.g. "784-1024-10". */
  readonly network: string;
  /** Command that made the figures, shown for reproduction. */
  readonly command?: string;
  readonly evaluation: Evaluation;
  readonly galleries: readonly Gallery[];
}
