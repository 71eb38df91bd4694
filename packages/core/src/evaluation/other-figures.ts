import type { Decision } from "../decision/rule.js";
import { aurocInterval } from "./auroc-interval.js";
import { auroc } from "./auroc.js";
import { averagePrecisionOf } from "./average-precision.js";
import { bootstrap, shareInterval, weightedMean } from "./bootstrap.js";
import type { OutOfDistribution } from "./evaluation.js";
import { falsePositiveRateOf } from "./false-positive-rate.js";
import { rankPair } from "./ranked-pair.js";
import { isRefused, reasonsOf, share } from "./reasons.js";

/** The share of the model's own images that the false-positive rate is taken at. */
const truePositives = 0.95;

/**
 * The figures on images that should be refused, against the model's own.
 *
 * @param ownScores - Scores of the images of the kind that the model was trained on.
 * @param decisions - One for each of the images that should be refused.
 * @param seed - Of the bootstrap.
 */
export function otherFigures(
  ownScores: ArrayLike<number>,
  decisions: readonly Decision[],
  seed: number,
): Omit<OutOfDistribution, "dataset"> {
  const images = decisions.length;
  const scores = Float64Array.from(decisions, ({ score }) => score);
  const own = Float64Array.from(ownScores);
  const inPositive = rankPair(own, scores);
  // Turned round: the images to be refused are the positives, and a low score speaks for them.
  const outPositive = rankPair(
    scores.map((score) => -score),
    own.map((score) => -score),
  );
  const refused = Uint8Array.from(decisions, (decision) => Number(decision.refused));
  const refusedShare = share(decisions, isRefused);
  const turned = new Uint32Array(own.length + images);
  const [auprIn, auprOut, fpr95, ofRefused] = bootstrap(
    [own.length, images],
    (counts) => {
      const others = counts.subarray(own.length);
      turned.set(others);
      turned.set(counts.subarray(0, own.length), images);
      return [
        averagePrecisionOf(inPositive, counts),
        averagePrecisionOf(outPositive, turned),
        falsePositiveRateOf(inPositive, truePositives, counts),
        weightedMean(refused, others),
      ];
    },
    { seed },
  );
  const rate = falsePositiveRateOf(inPositive, truePositives);
  return {
    images,
    refused: refusedShare,
    auroc: auroc(own, scores),
    aupr: { in: averagePrecisionOf(inPositive), out: averagePrecisionOf(outPositive) },
    fpr95: rate,
    reasons: reasonsOf(decisions),
    intervals: {
      refused: shareInterval(refusedShare, images, ofRefused),
      auroc: aurocInterval(own, scores),
      auprIn,
      auprOut,
      fpr95: shareInterval(rate, images, fpr95),
    },
  };
}
