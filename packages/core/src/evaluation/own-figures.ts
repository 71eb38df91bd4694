import type { Decision } from "../decision/rule.js";
import type { Predictive } from "../predictive/predictive.js";
import { forcedLabels, meanProbs } from "../predictive/summaries.js";
import { bootstrap, shareInterval, weightedMean } from "./bootstrap.js";
import { brierScores } from "./brier.js";
import { calibrationErrorOf, expectedCalibrationError } from "./calibration-error.js";
import type { InDistribution } from "./evaluation.js";
import { checkLabels } from "../predictive/labels.js";
import { meanNegativeLogLikelihood, negativeLogLikelihoods } from "../predictive/negative-log-likelihood.js";
import { isRefused, reasonsOf, share } from "./reasons.js";
import { reliabilityDiagram } from "./reliability.js";
import { coverageAtRisk, rankErrors, riskAreas, riskCoverageCurve, thinCurve } from "./risk-coverage.js";

/** Risks of which an evaluation says at what coverage they can be had. */
const risks = [0.001, 0.005, 0.01];

/** Points of a stored curve; more than a chart shows. */
const mostPoints = 200;

/**
 * The figures on images of the kind that the model was trained on.
 *
 * @param labels - One per image.
 * @param decisions - One per image, of the rule that the figures are about.
 * @param seed - Of the bootstrap.
 */
export function ownFigures(
  predictive: Predictive,
  labels: ArrayLike<number>,
  decisions: readonly Decision[],
  seed: number,
): Omit<InDistribution, "dataset" | "images"> {
  const { images, classes } = predictive;
  checkLabels(labels, images, classes);
  const forced = forcedLabels(predictive);
  const forcedRight = forced.map((label, image) => Number(label === labels[image]));
  const refused = Uint8Array.from(decisions, (decision) => Number(decision.refused));
  const wrong = Uint8Array.from(decisions, ({ best }, image) => Number(best !== labels[image]));
  const answeredRight = wrong.map((error, image) => Number(error === 0 && refused[image] === 0));
  const probs = meanProbs(predictive);
  const losses = negativeLogLikelihoods(predictive, labels);
  const briers = brierScores(probs, labels, classes);
  const reliability = reliabilityDiagram(probs, labels, classes);
  const ranked = rankErrors(
    decisions.map(({ score }) => score),
    wrong,
  );
  const curve = riskCoverageCurve(ranked);
  const every = new Uint32Array(images).fill(1);
  const accuracy = (counts: Uint32Array): number =>
    weightedMean(answeredRight, counts) / (1 - weightedMean(refused, counts));
  const forcedAccuracy = weightedMean(forcedRight, every);
  const refusedShare = share(decisions, isRefused);
  const answered = decisions.filter((decision) => !decision.refused).length;
  const right = answeredRight.reduce((sum, one) => sum + one, 0);
  const accuracyOnAccepted = answered === 0 ? null : right / answered;
  const intervals = bootstrap(
    [images],
    (counts) => {
      const areas = riskAreas(ranked, counts);
      return [
        ...[forcedRight, losses, briers, refused].map((values) => weightedMean(values, counts)),
        ...[accuracy(counts), areas.aurc, areas.eAurc, areas.augrc],
      ];
    },
    { seed },
  );
  const [ofForced, nll, brier, ofRefused, ofAccuracy, aurc, eAurc, augrc] = intervals;
  return {
    forcedAccuracy,
    nll: meanNegativeLogLikelihood(losses),
    ece: calibrationErrorOf(reliability),
    refused: refusedShare,
    ambiguous: share(decisions, ({ kind }) => kind === "ambiguous"),
    accuracyOnAccepted,
    brier: weightedMean(briers, every),
    eceEqualMass: expectedCalibrationError(probs, labels, classes, 15, "mass"),
    ...riskAreas(ranked),
    coverageAtRisk: risks.map((risk) => ({ risk, coverage: coverageAtRisk(curve, risk) })),
    reasons: reasonsOf(decisions),
    reliability,
    riskCoverage: thinCurve(curve, mostPoints),
    intervals: {
      forcedAccuracy: shareInterval(forcedAccuracy, images, ofForced),
      nll,
      brier,
      refused: shareInterval(refusedShare, images, ofRefused),
      accuracyOnAccepted:
        accuracyOnAccepted === null ? null : shareInterval(accuracyOnAccepted, answered, ofAccuracy),
      aurc,
      eAurc,
      augrc,
    },
  };
}
