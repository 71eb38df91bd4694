import { NescioError } from "../errors.js";
import { binomialUpperBound, logBinomialTail } from "../math/binomial-bound.js";
import { checkFraction } from "../validation.js";
import { checkScores } from "./check-scores.js";

/** What a threshold has to keep. */
export interface RiskContract {
  /** Greatest share of wrong answers among the answered, in (0, 1). */
  readonly maxError: number;
  /** Probability, over the choice of calibration images, that this holds; in (0, 1). */
  readonly confidence: number;
}

/** A threshold, and what it did on the calibration images. */
export interface SelectiveRisk {
  /** Answer where the score is at least this. */
  readonly threshold: number;
  /** Share of the calibration images that are answered, and their number. */
  readonly coverage: number;
  readonly answered: number;
  /** Share of the answered that is wrong, and their number. */
  readonly error: number;
  readonly errors: number;
  /** The Clopper–Pearson upper bound of that share by the test that the threshold passed: at most `maxError`. */
  readonly errorBound: number;
}

export type SelectiveRiskResult =
  | (SelectiveRisk & { readonly met: true })
  | {
      readonly met: false;
      /**
       * The least `maxError`, of two significant digits, for which these images give a threshold at this confidence; null
       * where none below 1 does.
       */
      readonly leastError: number | null;
      /** How many images it takes even if no answer is wrong; only where there are fewer. */
      readonly imagesNeeded?: number;
    };

/**
 * Selection with guaranteed risk (Geifman & El-Yaniv 2017, arXiv:1705.08500): a low threshold on the score under which
 * the share of wrong answers is at most `maxError`, with probability `confidence`. A threshold passes when so few wrong
 * answers would be seen with a probability of at most δ if their true share were `maxError` (the binomial tail, as in
 * their lemma 3.1).
 *
 * Which thresholds are tested: not those of a binary search, each with its part of δ = 1 − confidence (their algorithm
 * 1), but a fixed sequence (Angelopoulos et al. 2021, arXiv:2110.01052), because what passes need not be paid for. From a
 * threshold that answers seven eighths of the images they grow laxer, by a thousandth of the images at a time, until one
 * fails; the one before it is the answer. Where the start itself fails, it takes half of what is left of δ with it, and
 * what answers half as many is the next start.
 *
 * The promise: let risks fall as thresholds rise. Of the starts, the first ones may be too risky, and all after them are
 * not. To end too low, one of those first must have passed (at δ/2, δ/4, …, δ/2ʲ), or on the way up from the others the
 * first threshold that is too risky, always the same one, at no more than the δ/2ʲ that j failures left: δ together.
 * Without the assumption it is 2δ at most, and still δ that the first start passes and leads too low.
 *
 * @param scores Higher is more confident. −∞: refused whatever the threshold, and not tested.
 * @param correct For each score whether the answer would be right; images that training has not seen.
 * @throws NescioError `invalid-data` or `invalid-option`.
 */
export function selectiveRisk(
  scores: ArrayLike<number>,
  correct: ArrayLike<boolean | number>,
  { maxError, confidence }: RiskContract,
): SelectiveRiskResult {
  checkScores(scores);
  if (correct.length !== scores.length) {
    throw new NescioError({
      code: "invalid-data",
      subject: "correctness of the answers",
      expected: `one entry for each of the ${scores.length} scores`,
      found: String(correct.length),
    });
  }
  checkFraction("maxError", maxError);
  checkFraction("confidence", confidence);
  const order = Array.from(scores, (_, i) => i)
    .filter((i) => scores[i] > -Infinity)
    .sort((a, b) => scores[b] - scores[a]);
  const n = order.length;
  const wrongs = cumulate(order.map((i) => (correct[i] ? 0 : 1)));
  /** All that is answered with the `place`-th best score: ties too. */
  const withTies = (place: number): number => {
    let answered = place;
    while (answered < n && scores[order[answered]] === scores[order[place - 1]]) answered++;
    return answered;
  };
  const searchFor = (error: number): Found | undefined =>
    search(n, withTies, (answered) => wrongs[answered - 1], { maxError: error, confidence });
  const found = searchFor(maxError);
  if (found) {
    const { answered, delta } = found;
    const errors = wrongs[answered - 1];
    return {
      met: true,
      threshold: scores[order[answered - 1]],
      coverage: answered / scores.length,
      answered,
      error: errors / answered,
      errors,
      errorBound: binomialUpperBound(errors, answered, delta),
    };
  }
  const needed = imagesNeeded({ maxError, confidence });
  return {
    met: false,
    leastError: leastError((error) => searchFor(error) !== undefined, maxError),
    ...(needed > n ? { imagesNeeded: needed } : {}),
  };
}

/** Share of the images that the first start answers; and images from one threshold to the next, as a share. */
const FIRST = 7 / 8;
const STRIDE = 1 / 1000;

/** How many answers, none of them wrong, pass at δ. */
const flawless = (maxError: number, delta: number): number =>
  Math.ceil(Math.log(delta) / Math.log1p(-maxError));

interface Found {
  readonly answered: number;
  /** What its test was allowed. */
  readonly delta: number;
}

function search(
  n: number,
  withTies: (place: number) => number,
  wrongAmong: (answered: number) => number,
  { maxError, confidence }: RiskContract,
): Found | undefined {
  const passes = (answered: number, delta: number): boolean =>
    logBinomialTail(wrongAmong(answered), answered, maxError) <= Math.log(delta);
  // All starts lead up the same places, so that "the first that is too risky" is one.
  const stride = Math.max(1, Math.floor(STRIDE * n));
  const from = (place: number): number => withTies(n - stride * Math.floor((n - place) / stride));
  let left = 1 - confidence;
  let start = Infinity;
  for (let share = FIRST; ; share /= 2) {
    const least = flawless(maxError, left / 2);
    // With fewer answers none could pass.
    if (least > n || least >= start) return undefined;
    const next = from(Math.max(Math.ceil(share * n), least));
    if (next >= start) {
      // Ties with what failed: not another threshold.
      if (Math.ceil(share * n) <= least) return undefined;
      continue;
    }
    start = next;
    if (passes(start, left / 2)) break;
    left /= 2;
  }
  let found: Found = { answered: start, delta: left / 2 };
  while (found.answered < n) {
    const answered = from(found.answered + 1);
    if (!passes(answered, left)) break;
    found = { answered, delta: left };
  }
  return found;
}

/** The least error rate of two significant digits that `meets`, by bisection over these. */
function leastError(meets: (error: number) => boolean, tooSmall: number): number | null {
  const decades = 8;
  const rate = (i: number): number => Number(`${10 + (i % 90)}e${Math.floor(i / 90) - decades - 1}`);
  let low = 0;
  let high = 90 * decades;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (rate(middle) > tooSmall && meets(rate(middle))) high = middle;
    else low = middle + 1;
  }
  return low < 90 * decades ? rate(low) : null;
}

function cumulate(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}

/** The least number of images that can meet a contract: as many as the first start takes where no answer is wrong. */
export function imagesNeeded({ maxError, confidence }: RiskContract): number {
  checkFraction("maxError", maxError);
  checkFraction("confidence", confidence);
  return flawless(maxError, (1 - confidence) / 2);
}
