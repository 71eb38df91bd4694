import * as z from "zod";
import { NescioError } from "../errors.js";
import { checked } from "../validation.js";

/** An upper bound of a mean as it stands after some values: a plain record, for JSON as it is. */
export interface ErrorBound {
  /** 1 − confidence, in (0, 1): with what probability the bounds are ever too low. */
  readonly delta: number;
  /** Values so far, and their sum: of 0 and 1, the number of errors. */
  readonly count: number;
  readonly sum: number;
  /** The lowest bound so far, in (0, 1]. */
  readonly upper: number;
}

/**
 * Shares of the most that a bet may risk: all of it first, as long as there is no error; then ever less, for error
 * rates of which little can be told at once. And how the money is parted between them.
 */
const BETS: readonly (readonly [share: number, part: number])[] = parted([
  ...([
    [1, 1.5],
    [7 / 8, 1],
    [3 / 4, 1],
  ] as const),
  ...Array.from({ length: 12 }, (_, j) => [2 ** -(j + 1), 1 / (j + 1)] as const),
]);

/**
 * The bound before the first value: 1.
 *
 * @param options.delta 1 − confidence, in (0, 1).
 * @throws NescioError `invalid-option`.
 */
export function startErrorBound(options: { readonly delta: number }): ErrorBound {
  const { delta } = checked(optionsSchema, options, (path) =>
    path === "" ? "error bound" : `error bound, ${path}`,
  );
  return { delta, count: 0, sum: 0, upper: 1 };
}

/**
 * A betting confidence sequence (Waudby-Smith & Ramdas 2024, "Estimating means of bounded random variables by betting",
 * arXiv:2010.09686), one-sided: upper bounds of the mean μ of values in [0, 1], such as the share of wrong answers among
 * the answered, that hold at all times together with probability 1 − δ. One may look after every value, and stop
 * whenever one likes.
 *
 * Against "the mean is at least m" one bets on low values: a stake becomes `1 + λ (m − x)` times itself, with λ from 0
 * to 1/(1 − m). If the mean is m the bet is fair, and the capital ever reaches 1/δ with a probability of at most δ
 * (Ville). The bound is the least m against which it has. The bets are λ = c/(1 − m) for fifteen constants c from 1 to 2⁻¹², side by side,
 * each with a part of the money: the capital after values 0 and 1 is then a function of their counts, it increases with
 * m, and the bound is found by bisection, to ten digits and rounded up. The logarithm of what a stake becomes is
 * concave in x: a value in between counts as x parts of a 1 and 1 − x of a 0, which is never more than it is worth. The
 * bound holds for those too, somewhat wider than it could be.
 *
 * **Where it holds**: each value's expectation given those before is μ, as of independent draws of one population. An
 * audit slice, for which each answered input is taken with one probability r, whatever it is, is a simple random sample
 * of the answered: the plain mean is right, and r does not enter; where r differs between inputs it would have to. All
 * that were taken must be labelled: if reviewers skip what is hard, the bound is about what they do not skip. The queue
 * of what was refused, or of what teaches most, is no such sample. Where the share of errors changes over time, all that
 * the bound is sure to be above is the lowest share there was; the drift monitor is there to tell of that.
 *
 * @param value In [0, 1]: 1 for a wrong answer, 0 for a right one.
 * @returns The state after it; the one given is unchanged.
 * @throws NescioError `invalid-data` for anything else.
 */
export function updateErrorBound(bound: ErrorBound, value: number): ErrorBound {
  if (!(value >= 0 && value <= 1)) {
    throw new NescioError({
      code: "invalid-data",
      subject: "loss",
      expected: "a number from 0 (right) to 1 (wrong)",
      found: String(value),
    });
  }
  const { delta } = bound;
  const count = bound.count + 1;
  // Whole numbers add up exactly; of others the sum is rounded up, as more errors make a higher bound.
  const sum = value % 1 === 0 ? bound.sum + value : Math.min(count, (bound.sum + value) * (1 + 2 ** -51));
  return { delta, count, sum, upper: lowered({ delta, count, sum }, bound.upper) };
}

/** The bound of these counts, where it is lower than `upper`. */
function lowered({ delta, count, sum }: Omit<ErrorBound, "upper">, upper: number): number {
  const target = -Math.log(delta) * (1 + 2 ** -50);
  const refuted = (mean: number): boolean => logCapitalAgainst(mean, sum, count) >= target;
  let high = Math.min(upper, LARGEST);
  if (!refuted(high)) return upper;
  // No bet wins against the mean of the values themselves.
  let low = sum / count;
  while (high - low > PRECISION * high) {
    const middle = (low + high) / 2;
    if (refuted(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Relative: how much higher than the exact one a bound may be. */
const PRECISION = 2 ** -36;
/** The largest number below 1; 1 itself cannot be bet against. */
const LARGEST = 1 - 2 ** -53;
/** What a logarithm and a product may be off by, relatively, and more. */
const ROUNDING = 2 ** -49;

/** ln of the capital that bets against the mean have after so many values of that sum; rounded down. */
export function logCapitalAgainst(mean: number, sum: number, count: number): number {
  let greatest = -Infinity;
  const logs = BETS.map(([share, part]) => {
    const lost = sum === 0 ? 0 : sum * Math.log1p(-share);
    const won = (count - sum) * Math.log1p((share * mean) / (1 - mean));
    const log = Math.log(part) + lost * (1 + ROUNDING) + won * (1 - ROUNDING);
    greatest = Math.max(greatest, log);
    return log;
  });
  const total = logs.reduce((all, log) => all + Math.exp(log - greatest), 0);
  return greatest + Math.log(total) - ROUNDING * 16;
}

const optionsSchema = z.strictObject({ delta: z.number().gt(0).lt(1) });

const schema = z
  .strictObject({
    delta: z.number().gt(0).lt(1),
    count: z.int().min(0),
    sum: z.number().min(0),
    upper: z.number().gt(0).max(1),
  })
  .refine(({ count, sum }) => sum <= count, { path: ["sum"], error: "no more than the count" });

/** The state that JSON holds. Throws `invalid-option` for what is none. */
export function decodeErrorBound(value: unknown): ErrorBound {
  return checked(schema, value, (path) => (path === "" ? "error bound" : `error bound, ${path}`));
}

function parted(
  bets: readonly (readonly [share: number, weight: number])[],
): (readonly [share: number, part: number])[] {
  const all = bets.reduce((sum, [, weight]) => sum + weight, 0);
  return bets.map(([share, weight]) => [share, weight / all]);
}
