import { bootstrap, type Interval, type RiskCoveragePoint, type Rule } from "@nescio/core";
import {
  decideAssessed,
  rankErrors,
  riskCoverageCurve,
  shareInterval,
  thinCurve,
  weightedMean,
} from "@nescio/core/internal";
import type { Studied } from "./study.js";

/** Points of the curve that the page gets at most. */
const mostPoints = 200;

/** A share of some images, with its 95 % interval. */
export interface Share {
  readonly count: number;
  /** Of how many. */
  readonly of: number;
  readonly interval: Interval;
}

/** What a rule does on labelled images, and on images that should be refused. */
export interface StudyFigures {
  /** Answered, of the labelled images: the coverage. */
  readonly answered: Share;
  /** Wrong, of the answered: the risk; undefined where none is answered. */
  readonly wrong: Share | undefined;
  /** Refused, of each of the other sets. */
  readonly refused: readonly { readonly name: string; readonly count: number; readonly of: number }[];
  /** What other thresholds of the same rule would do, by increasing coverage. */
  readonly curve: readonly RiskCoveragePoint[];
}

/** The figures of a rule: as `nescio evaluate` has them, intervals included. */
export function studyFigures({ labels, labelled, others }: Studied, rule: Rule): StudyFigures {
  const decisions = decideAssessed(labelled, rule);
  const refused = Uint8Array.from(decisions, (decision) => Number(decision.refused));
  const wrong = Uint8Array.from(decisions, ({ best }, image) => Number(best !== labels[image]));
  const right = wrong.map((error, image) => Number(error === 0 && refused[image] === 0));
  const images = refused.length;
  const answered = images - sum(refused);
  const [refusals, accuracy] = bootstrap([images], (counts) => {
    const share = weightedMean(refused, counts);
    return [share, weightedMean(right, counts) / (1 - share)];
  });
  const errors = answered - sum(right);
  return {
    answered: {
      count: answered,
      of: images,
      interval: complement(shareInterval(1 - answered / images, images, refusals)),
    },
    wrong:
      answered === 0
        ? undefined
        : {
            count: errors,
            of: answered,
            interval: complement(shareInterval(1 - errors / answered, answered, accuracy)),
          },
    refused: others.map(({ name, assessment }) => {
      const all = decideAssessed(assessment, rule);
      return { name, count: all.filter((decision) => decision.refused).length, of: all.length };
    }),
    curve: thinCurve(
      riskCoverageCurve(
        rankErrors(
          decisions.map(({ score }) => score),
          wrong,
        ),
      ),
      mostPoints,
    ),
  };
}

/** The interval of all that a share is not of. */
function complement([low, high]: Interval): Interval {
  // Rounding may take the difference of what is equal a little below 0.
  return [Math.max(0, 1 - high), Math.max(0, 1 - low)];
}

function sum(values: Uint8Array): number {
  return values.reduce((total, value) => total + value, 0);
}
