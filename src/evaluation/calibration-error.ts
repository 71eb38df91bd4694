import { NescioError } from "../errors.js";
import { checkLabels } from "./labels.js";

/**
 * Expected calibration error: images are put into bins of equal width by their highest probability; in each bin
 * the share that is right is compared with the mean of that probability, and the distances are averaged, weighted
 * by the images in the bin (Guo et al. 2017, arXiv:1706.04599, eq. 3). From 0 (calibrated) to 1.
 *
 * @param probs - `[images, classes]`, e.g. from `meanProbs`; each in [0, 1]. The lowest class wins a tie.
 * @param labels - One per image, each below `classes`.
 * @param bins - At least 1; bin b holds the probabilities in (b/bins, (b+1)/bins]. Default 15.
 */
export function expectedCalibrationError(
  probs: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
  bins = 15,
): number {
  const wrong = (subject: string, expected: string, found: string): never => {
    throw new NescioError({ code: "invalid-data", subject, expected, found });
  };
  const images = labels.length;
  if (!Number.isSafeInteger(bins) || bins < 1) wrong("bins", "a positive integer", String(bins));
  if (!Number.isSafeInteger(classes) || classes < 1) wrong("classes", "a positive integer", String(classes));
  if (images === 0) wrong("labels", "at least one", "none");
  if (probs.length !== images * classes) {
    wrong("probabilities", `${images * classes} values (${images} × ${classes})`, String(probs.length));
  }
  checkLabels(labels, images, classes);
  const gaps = new Float64Array(bins);
  for (let image = 0; image < images; image++) {
    let best = 0;
    for (let c = 0; c < classes; c++) {
      const p = probs[image * classes + c];
      // Rounding may lift a mean of probabilities a little over 1.
      if (!(p >= 0 && p <= 1.001)) wrong("probabilities", "values from 0 to 1", `${p} for image ${image}`);
      if (p > probs[image * classes + best]) best = c;
    }
    const confidence = Math.min(1, probs[image * classes + best]);
    const bin = Math.max(0, Math.ceil(confidence * bins) - 1);
    // The bin's weight cancels its mean: weight × |accuracy − confidence| is |Σ (right − confidence)| / images.
    gaps[bin] += Number(labels[image] === best) - confidence;
  }
  return gaps.reduce((sum, gap) => sum + Math.abs(gap), 0) / images;
}
