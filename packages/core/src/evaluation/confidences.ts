import { NescioError } from "../errors.js";
import { checkLabels } from "../predictive/labels.js";

/** For each image, the highest probability and whether its class is the label. */
export interface Confidences {
  /** In [0, 1]. */
  readonly confidence: Float64Array;
  /** 1 where the most probable class is the label (the lowest class wins a tie), else 0. */
  readonly right: Uint8Array;
}

/**
 * What calibration is measured on.
 *
 * @param probs - `[images, classes]`, e.g. from `meanProbs`; each in [0, 1].
 * @param labels - One per image, at least one, each below `classes`.
 * @throws NescioError `invalid-data` where sizes, labels or probabilities do not fit.
 */
export function confidences(
  probs: ArrayLike<number>,
  labels: ArrayLike<number>,
  classes: number,
): Confidences {
  const images = labels.length;
  checkProbs(probs, labels, classes);
  const confidence = new Float64Array(images);
  const right = new Uint8Array(images);
  for (let image = 0; image < images; image++) {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (probs[image * classes + c] > probs[image * classes + best]) best = c;
    }
    confidence[image] = Math.min(1, probs[image * classes + best]);
    right[image] = Number(labels[image] === best);
  }
  return { confidence, right };
}

/** Throws `invalid-data` unless there are labels, and `classes` probabilities for each. */
export function checkProbs(probs: ArrayLike<number>, labels: ArrayLike<number>, classes: number): void {
  const wrong = (subject: string, expected: string, found: string): never => {
    throw new NescioError({ code: "invalid-data", subject, expected, found });
  };
  const images = labels.length;
  if (!Number.isSafeInteger(classes) || classes < 1) wrong("classes", "a positive integer", String(classes));
  if (images === 0) wrong("labels", "at least one", "none");
  if (probs.length !== images * classes) {
    wrong("probabilities", `${images * classes} values (${images} × ${classes})`, String(probs.length));
  }
  checkLabels(labels, images, classes);
  for (let i = 0; i < probs.length; i++) {
    // Rounding may lift a mean of probabilities a little over 1.
    if (!(probs[i] >= 0 && probs[i] <= 1.001)) {
      wrong("probabilities", "values from 0 to 1", `${probs[i]} for image ${Math.floor(i / classes)}`);
    }
  }
}
