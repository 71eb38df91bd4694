import { NescioError } from "../errors.js";
import { binomialUpperBound } from "../math/binomial-bound.js";
import { checkOpenShare, checkScores } from "./check-scores.js";

/** What is asked of a threshold. */
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
  /** What the true share of wrong answers stays under, with the confidence asked for. */
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
 * Selection with guaranteed risk (Geifman & El-Yaniv 2017, arXiv:1705.08500, algorithm 1): the lowest threshold on the
 * score under which the share of wrong answers is at most `maxError`, with probability `confidence`. A binary search
 * over the n sorted scores tests at most ⌈log2 n⌉ thresholds, each by the Clopper–Pearson bound (lemma 3.1) at
 * δ / ⌈log2 n⌉, δ = 1 − confidence. It leaves out those that answer too few images to pass even without a wrong answer,
 * which would only lead it astray. The thresholds tested depend on earlier outcomes; the union bound holds all the same
 * where a stricter threshold has no greater risk, because then a wrong result needs a wrong pass on the one path that
 * the true risks lead to.
 *
 * @param scores Higher is more confident. −∞: refused whatever the threshold, and no part of the search.
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
  checkOpenShare("maxError", maxError);
  checkOpenShare("confidence", confidence);
  const order = Array.from(scores, (_, i) => i)
    .filter((i) => scores[i] > -Infinity)
    .sort((a, b) => scores[b] - scores[a]);
  const n = order.length;
  const delta = (1 - confidence) / stepsFor(n);
  const searchFor = (error: number): SelectiveRisk | undefined =>
    search(flawless(error, delta), n, test, error);
  const tests = new Map<number, SelectiveRisk>();
  const wrongs = cumulate(order.map((i) => (correct[i] ? 0 : 1)));
  /** The threshold that the `place`-th best score is, and all that is answered then: ties too. */
  const test = (place: number): SelectiveRisk => {
    const known = tests.get(place);
    if (known) return known;
    const threshold = scores[order[place - 1]];
    let answered = place;
    while (answered < n && scores[order[answered]] === threshold) answered++;
    const errors = wrongs[answered - 1];
    const result: SelectiveRisk = {
      ...{ threshold, coverage: answered / scores.length, answered, error: errors / answered, errors },
      errorBound: binomialUpperBound(errors, answered, delta),
    };
    tests.set(place, result);
    return result;
  };
  const found = searchFor(maxError);
  if (found) return { met: true, ...found };
  const needed = imagesNeeded({ maxError, confidence });
  return {
    met: false,
    leastError: leastError(searchFor, maxError),
    ...(needed > n ? { imagesNeeded: needed } : {}),
  };
}

/** Tests of a binary search over n scores, where "only the best one" stands for "none". */
const stepsFor = (n: number): number => Math.max(1, Math.ceil(Math.log2(n)));

/** How many answers, none of them wrong, have a bound of at most `maxError`. */
const flawless = (maxError: number, delta: number): number =>
  Math.ceil(Math.log(delta) / Math.log1p(-maxError));

/** The binary search for the most answers, at least `least` and at most n, whose bound is at most `maxError`. */
function search(
  least: number,
  n: number,
  test: (place: number) => SelectiveRisk,
  maxError: number,
): SelectiveRisk | undefined {
  let found: SelectiveRisk | undefined;
  let low = Math.max(1, least - 1);
  let high = n;
  while (low < high) {
    const place = Math.ceil((low + high) / 2);
    const result = test(place);
    if (result.errorBound <= maxError) {
      found = result;
      low = place;
    } else high = place - 1;
  }
  return found;
}

/** The least error rate of two significant digits that the search succeeds for, by bisection over these. */
function leastError(
  searchFor: (error: number) => SelectiveRisk | undefined,
  tooSmall: number,
): number | null {
  const decades = 8;
  const rate = (i: number): number => Number(`${10 + (i % 90)}e${Math.floor(i / 90) - decades - 1}`);
  let low = 0;
  let high = 90 * decades;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (rate(middle) > tooSmall && searchFor(rate(middle))) high = middle;
    else low = middle + 1;
  }
  return low < 90 * decades ? rate(low) : null;
}

function cumulate(values: readonly number[]): number[] {
  let sum = 0;
  return values.map((value) => (sum += value));
}

/** The least number of images that can meet a contract: as many as it takes where no answer is wrong. */
export function imagesNeeded({ maxError, confidence }: RiskContract): number {
  checkOpenShare("maxError", maxError);
  checkOpenShare("confidence", confidence);
  let images = 2;
  // The bound of a test depends on the number of tests, which grows with the logarithm: a few rounds settle it.
  for (;;) {
    const next = flawless(maxError, (1 - confidence) / stepsFor(images));
    if (next <= images) return images;
    images = next;
  }
}
