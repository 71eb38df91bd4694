import { NescioError } from "../errors.js";
import { negativeLogLikelihood } from "./negative-log-likelihood.js";
import type { Predictive } from "./predictive.js";
import { checkPredictive } from "./summaries.js";

/** Temperatures that are looked at, and how near the best one is found, in its logarithm. */
const [LEAST, MOST] = [0.02, 50];
const TOLERANCE = 1e-4;

/**
 * A predictive whose log-probabilities are divided by a temperature and brought back to a sum of 1 (Guo, Pleiss, Sun and Weinberger
 * 2017, equation 9): above 1 less sure, below 1 more. Which class is the most probable to a sample stays.
 *
 * @param temperature Above 0.
 * @throws NescioError `invalid-option` for any other temperature, `invalid-data` for a malformed predictive.
 */
export function withTemperature(predictive: Predictive, temperature: number): Predictive {
  checkPredictive(predictive);
  if (!(temperature > 0 && temperature < Infinity)) {
    throw new NescioError({
      code: "invalid-option",
      subject: "temperature",
      expected: "a finite number above 0",
      found: String(temperature),
    });
  }
  return scaled(predictive, temperature);
}

function scaled({ logProbs, ...sizes }: Predictive, temperature: number): Predictive {
  const { classes } = sizes;
  const result = new Float32Array(logProbs.length);
  for (let from = 0; from < logProbs.length; from += classes) {
    let top = -Infinity;
    for (let c = from; c < from + classes; c++) top = Math.max(top, logProbs[c]);
    let sum = 0;
    for (let c = from; c < from + classes; c++) sum += Math.exp((logProbs[c] - top) / temperature);
    const logSum = Math.log(sum);
    for (let c = from; c < from + classes; c++) result[c] = (logProbs[c] - top) / temperature - logSum;
  }
  return { ...sizes, logProbs: result };
}

/**
 * The temperature under which labels are the most likely, from 0.02 to 50, by golden-section search over its logarithm: for one
 * sample the likelihood has one maximum there.
 *
 * A promise has to be found on other images than these: `calibrateRule` does not know that they had a say.
 *
 * @param labels One for each image.
 * @throws NescioError `invalid-data` for labels or a predictive that do not fit, or where every sample calls a label impossible.
 */
export function fitTemperature(predictive: Predictive, labels: ArrayLike<number>): number {
  const loss = (logTemperature: number): number =>
    negativeLogLikelihood(scaled(predictive, Math.exp(logTemperature)), labels);
  if (loss(0) === Infinity) {
    throw new NescioError({
      code: "invalid-data",
      subject: "predictive",
      expected: "a probability above 0 for every label",
      found: "a label that is called impossible",
      next: "No temperature mends a probability of 0.",
    });
  }
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(LEAST), Math.log(MOST)];
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [leftLoss, rightLoss] = [loss(left), loss(right)];
  while (high - low > TOLERANCE) {
    if (leftLoss <= rightLoss) {
      [high, right, rightLoss] = [right, left, leftLoss];
      left = high - golden * (high - low);
      leftLoss = loss(left);
    } else {
      [low, left, leftLoss] = [left, right, rightLoss];
      right = low + golden * (high - low);
      rightLoss = loss(right);
    }
  }
  return Math.exp((low + high) / 2);
}
