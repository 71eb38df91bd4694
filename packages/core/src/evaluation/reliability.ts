import { NescioError } from "../errors.js";
import { confidences } from "./confidences.js";

/** Images of similar confidence. */
export interface ReliabilityBin {
  /** Mean of the highest probability. */
  readonly confidence: number;
  /** Share whose most probable class is the label. */
  readonly accuracy: number;
  /** Images; at least 1. */
  readonly count: number;
}

export interface ReliabilityOptions {
  /** At least 1. Default 15. */
  readonly bins?: number;
  /**
   * `width` (default): bin b holds the confidences in (b/bins, (b+1)/bins]. `mass`: every bin holds the same number
   * of images, as nearly as can be; images of equal confidence stay together, in the bin of their middle rank, so
   * that the order of the images does not matter.
   */
  readonly equal?: "width" | "mass";
}

/**
 * The reliability diagram: how often images of a certain confidence are right (Niculescu-Mizil & Caruana 2005; Guo et
 * al. 2017, arXiv:1706.04599). Bins without images are left out; the others come by increasing confidence.
 *
 * @param probs - `[images, classes]`, each in [0, 1], e.g. from `meanProbs`.
 * @param labels - One per image, each below `classes`.
 * @throws NescioError `invalid-data` where sizes, labels, probabilities or the number of bins do not fit.
 */
export function reliabilityDiagram(
  probs: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
  { bins = 15, equal = "width" }: ReliabilityOptions = {},
): ReliabilityBin[] {
  if (!Number.isSafeInteger(bins) || bins < 1) {
    throw new NescioError({
      code: "invalid-data",
      subject: "bins",
      expected: "a positive integer",
      found: String(bins),
    });
  }
  const { confidence, right } = confidences(probs, labels, classes);
  const binOf = equal === "width" ? binsOfEqualWidth(confidence, bins) : binsOfEqualMass(confidence, bins);
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, right: 0, count: 0 }));
  binOf.forEach((bin, image) => {
    const sum = sums[bin];
    sum.confidence += confidence[image];
    sum.right += right[image];
    sum.count++;
  });
  return sums
    .filter(({ count }) => count > 0)
    .map(({ count, ...sum }) => ({
      confidence: sum.confidence / count,
      accuracy: sum.right / count,
      count,
    }));
}

function binsOfEqualWidth(confidence: Float64Array, bins: number): Uint32Array {
  return Uint32Array.from(confidence, (value) => Math.max(0, Math.ceil(value * bins) - 1));
}

function binsOfEqualMass(confidence: Float64Array, bins: number): Uint32Array {
  const images = confidence.length;
  const order = Uint32Array.from({ length: images }, (_, i) => i).sort(
    (a, b) => confidence[a] - confidence[b],
  );
  const binOf = new Uint32Array(images);
  let from = 0;
  while (from < images) {
    let to = from + 1;
    while (to < images && confidence[order[to]] === confidence[order[from]]) to++;
    const bin = Math.min(bins - 1, Math.floor(((from + to) * bins) / (2 * images)));
    for (; from < to; from++) binOf[order[from]] = bin;
  }
  return binOf;
}
