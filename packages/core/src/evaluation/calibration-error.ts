import { reliabilityDiagram, type ReliabilityBin, type ReliabilityOptions } from "./reliability.js";

/**
 * Expected calibration error: images are put into bins by their highest probability; in each bin the share that is
 * right is compared with the mean of that probability, and the distances are averaged, weighted by the images in the
 * bin (Guo et al. 2017, arXiv:1706.04599, eq. 3). From 0 (calibrated) to 1. Bins of equal width say little where
 * most images are certain and share one bin; bins of equal mass (Nixon et al. 2019, arXiv:1904.01685) look closer there.
 *
 * @param probs - `[images, classes]`, e.g. from `meanProbs`; each in [0, 1]. The lowest class wins a tie.
 * @param labels - One per image, each below `classes`.
 * @param bins - At least 1. Default 15.
 * @param equal - What is alike between bins, their width or their number of images. Default "width".
 */
export function expectedCalibrationError(
  probs: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
  bins = 15,
  equal: NonNullable<ReliabilityOptions["equal"]> = "width",
): number {
  return calibrationErrorOf(reliabilityDiagram(probs, labels, classes, { bins, equal }));
}

/** The expected calibration error that a reliability diagram shows. */
export function calibrationErrorOf(bins: readonly ReliabilityBin[]): number {
  let gaps = 0;
  let images = 0;
  for (const { accuracy, confidence, count } of bins) {
    gaps += count * Math.abs(accuracy - confidence);
    images += count;
  }
  return gaps / images;
}
