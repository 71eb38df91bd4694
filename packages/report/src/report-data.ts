import type { Decision, Evaluation } from "@nescio/core";

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
  /** The nearest training images, nearest first, where the model's familiarity knows them and they are at hand. */
  readonly neighbours?: readonly Neighbour[];
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
  /** What the items were chosen from. Default: nothing is said of it. */
  readonly chosenFrom?: GallerySource;
}

/** The images of a set and the wrong answers among them: a gallery shows the most trusted of these and a fair sample. */
export interface GallerySource {
  readonly images: number;
  readonly wrong: number;
}

/** The scores of a data set's decisions. */
export interface ScoresOfSet {
  readonly dataset: string;
  /** Whether the images are of the kind the model was trained on. */
  readonly inDistribution: boolean;
  /** At least one, each 0 or more. */
  readonly scores: readonly number[];
}

/** A training image that is near to another image. */
export interface Neighbour {
  /** Index in the training data. */
  readonly index: number;
  readonly label?: number;
  /** As the gallery's images. */
  readonly pixels: Uint8Array;
}

/** All that a report shows. */
export interface ReportData {
  readonly title: string;
  readonly classes: readonly string[];
  /** Short description of the network, e.g. "784-1024-10". Not there: another program's model, of which nothing is known. */
  readonly network?: string;
  /** Command that made the figures, shown for reproduction. */
  readonly command?: string;
  readonly evaluation: Evaluation;
  readonly galleries: readonly Gallery[];
  /** For the chart of scores; none is drawn without. */
  readonly scores?: readonly ScoresOfSet[];
}
