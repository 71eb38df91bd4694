import { NescioError } from "../errors.js";
import { checkScores, descending, runEnds } from "./scores.js";

/** What is left when the images below some score are refused. */
export interface RiskCoveragePoint {
  /** Share answered, over 0. */
  readonly coverage: number;
  /** Share wrong among the answered. */
  readonly risk: number;
}

/** Images in the order in which they would be answered, with what a figure over them needs. */
export interface RankedErrors {
  /** Indices of the images, the most trusted first. */
  readonly order: Uint32Array;
  /** 1 where wrong, by image. */
  readonly errors: Uint8Array;
  /** Ends of the runs of equal score: `[0, …, images]`. */
  readonly ends: readonly number[];
}

/**
 * Ranks images by a score, the highest first.
 *
 * @param scores - One per image, higher where the answer is trusted more; infinite ones are fine, NaN is not.
 * @param errors - 1 (or true) where the answer is wrong, by image.
 * @throws NescioError `invalid-data` for no image, NaN, or another number of errors than scores.
 */
export function rankErrors(scores: ArrayLike<number>, errors: ArrayLike<number | boolean>): RankedErrors {
  checkScores(scores, "images");
  if (errors.length !== scores.length) {
    throw new NescioError({
      code: "invalid-data",
      subject: "errors",
      expected: `one for each of the ${scores.length} images`,
      found: String(errors.length),
    });
  }
  const order = descending(scores);
  return { order, errors: Uint8Array.from(errors, Number), ends: runEnds(scores, order) };
}

/**
 * The risk–coverage curve (El-Yaniv & Wiener 2010): a point for each score that a threshold can lie at, by increasing
 * coverage. Images of equal score are answered or refused together.
 */
export function riskCoverageCurve({ order, errors, ends }: RankedErrors): RiskCoveragePoint[] {
  const images = order.length;
  const points: RiskCoveragePoint[] = [];
  let wrong = 0;
  for (let run = 1; run < ends.length; run++) {
    for (let i = ends[run - 1]; i < ends[run]; i++) wrong += errors[order[i]];
    points.push({ coverage: ends[run] / images, risk: wrong / ends[run] });
  }
  return points;
}

/** At most `most` of a curve's points, evenly spaced in coverage, the last among them. */
export function thinCurve(points: readonly RiskCoveragePoint[], most: number): RiskCoveragePoint[] {
  if (points.length <= most) return [...points];
  const kept: RiskCoveragePoint[] = [];
  let at = 0;
  for (let k = 1; k <= most; k++) {
    const before = at;
    while (at < points.length - 1 && points[at].coverage < k / most - 1e-12) at++;
    if (k === 1 || at > before) kept.push(points[at]);
  }
  return kept;
}

/**
 * The largest coverage at which the risk is at most `risk`; 0 where there is none. It is chosen with the labels in
 * view, so it is what could be reached, not what a threshold chosen beforehand will reach.
 *
 * @param risk - From 0 to 1.
 */
export function coverageAtRisk(points: readonly RiskCoveragePoint[], risk: number): number {
  if (!(risk >= 0 && risk <= 1)) {
    throw new NescioError({
      code: "invalid-option",
      subject: "risk",
      expected: "a share from 0 to 1",
      found: String(risk),
    });
  }
  return points.findLast((point) => point.risk <= risk)?.coverage ?? 0;
}

/** Areas under curves of risk against coverage; 0 is best. */
export interface RiskAreas {
  /** Mean risk over all coverages 1/n, 2/n, …, 1 (Geifman, Uziel & El-Yaniv 2019, arXiv:1805.08206, section 3). */
  readonly aurc: number;
  /** The same less what the best possible order of these images would have (E-AURC, ibid.). */
  readonly eAurc: number;
  /**
   * Area under the generalised risk, the share of *all* images that are answered and wrong (Traub et al. 2024,
   * arXiv:2407.01032), by the trapezoidal rule: what share of images one has to expect to be answered wrongly at a
   * coverage picked at random. At most 1/2.
   */
  readonly augrc: number;
}

/**
 * The areas. Images of equal score count as the mean over all their orders.
 *
 * @param counts - How often each image counts, by image; for resampling. Default: once. Not all 0.
 */
export function riskAreas({ order, errors, ends }: RankedErrors, counts?: ArrayLike<number>): RiskAreas {
  let answered = 0;
  let wrong = 0;
  let risks = 0;
  let area = 0;
  for (let run = 1; run < ends.length; run++) {
    let size = 0;
    let wrongHere = 0;
    for (let i = ends[run - 1]; i < ends[run]; i++) {
      const image = order[i];
      const times = counts === undefined ? 1 : counts[image];
      size += times;
      if (errors[image] === 1) wrongHere += times;
    }
    // Most runs are one image that is right, and nothing is wrong before them.
    if (wrong + wrongHere > 0) {
      for (let j = 1; j <= size; j++) risks += (wrong + (wrongHere * j) / size) / (answered + j);
      area += size * (wrong + wrongHere / 2);
    }
    answered += size;
    wrong += wrongHere;
  }
  let best = 0;
  for (let j = 1; j <= wrong; j++) best += j / (answered - wrong + j);
  return {
    aurc: risks / answered,
    // Equal but for rounding where the order is the best one.
    eAurc: Math.max(0, (risks - best) / answered),
    augrc: area / answered ** 2,
  };
}
