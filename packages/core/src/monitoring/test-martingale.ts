import * as z from "zod";
import { NescioError } from "../errors.js";
import { checked } from "../validation.js";

/**
 * A bet against the claim that a stream of p-values is uniform and independent, as it stands between two p-values: a plain
 * record, for JSON as it is.
 */
export interface TestMartingale {
  /** How many p-values have been bet on. */
  readonly count: number;
  /** What each betting function has at stake on the next p-value, in units of 2^exponent. The capital at the start is 1. */
  readonly stakes: readonly number[];
  /** So that no capital is too large or too small for a number. */
  readonly exponent: number;
  /** ln of the highest capital so far, the start's 1 among them. */
  readonly logHighest: number;
}

/** Of the money, what goes to each of the five bets on small p-values and to each of those on large ones. */
const SHARES = [0.18, 0.18, 0.18, 0.18, 0.18, 0.02, 0.02, 0.02, 0.02, 0.02];
/** p-values until a sixth of the money has been put to work. */
const PACE = 100;
/** Stakes are kept in units of 2^(64 k): a change of units is exact. */
const UNIT = 64;
/** Nearer to an end than this no p-value is taken to be. */
const LEAST = 2 ** -53;

/** What of the capital of 1 has not been put to work before p-value `count + 1`. */
const reserve = (count: number): number => 1 / Math.sqrt(Math.sqrt(1 + count / PACE));

/** The state before the first p-value: a capital of 1. */
export function startMartingale(): TestMartingale {
  const fresh = reserve(0) - reserve(1);
  return { count: 0, stakes: SHARES.map((share) => share * fresh), exponent: 0, logHighest: 0 };
}

/**
 * A conformal test martingale (Vovk, Gammerman, Shafer 2005, chapter 7): the capital of someone who bets against the
 * claim that p-values are independent and uniform on [0, 1], at odds that are fair if they are. By Ville's inequality
 * the capital then ever reaches A with a probability of at most 1/A, over all time, however long the stream is and
 * whenever one looks.
 *
 * The bets are power martingales `∏ ε p^(ε−1)` (Vovk, Nouretdinov, Gammerman 2003) with ε = 1/8, 1/4, 1/2, 3/4 and 7/8,
 * nine tenths of the money on small p-values, one tenth on large ones (the same in 1 − p). One that runs from the start
 * of the stream loses its money on genuine p-values, and a jumper between them (the Simple Jumper of Vovk et al. 2021,
 * arXiv:2102.10439) loses a constant share at every step: after a week of genuine traffic neither would notice anything
 * soon. So here every step starts new bets with a little of the capital, r(t − 1) − r(t) with r(t) = (1 + t/100)^(−1/4),
 * as if the change had come just then: a mixture over the time of the change, with weights that sum to 1, which stays a
 * martingale. A change after t genuine p-values has to win back 6 + 1.25 ln(1 + t/100) nats, beside ln A and some 2 for
 * not knowing ε: a few p-values more, however large t is.
 *
 * **What it takes**: p-values that are uniform, and independent of each other. Conformal p-values of one fixed
 * calibration set, `(1 + k) / (n + 1)`, are not: they are valid one by one, but given the calibration set they are draws
 * of a distribution about 1/√n from uniform, and who bets against that wins in the end, without any drift.
 * `DriftMonitor` makes p-values of scores for which the promise holds.
 *
 * @param pValue In [0, 1]; small is unfamiliar. What is nearer to an end than 2⁻⁵³ counts as if it were so near.
 * @returns The state after it; the one given is unchanged. The same on every machine, but for the last bits of `logHighest`.
 * @throws NescioError `invalid-data` for anything else.
 */
export function updateMartingale(martingale: TestMartingale, pValue: number): TestMartingale {
  if (!(pValue >= 0 && pValue <= 1)) {
    throw new NescioError({
      code: "invalid-data",
      subject: "p-value",
      expected: "a number from 0 to 1",
      found: String(pValue),
    });
  }
  const count = martingale.count + 1;
  let { exponent } = martingale;
  const factors = betFactors(pValue);
  const stakes = martingale.stakes.map((stake, i) => stake * factors[i]);
  const won = total(stakes) + reserve(count) * 2 ** -exponent;
  const logHighest = Math.max(martingale.logHighest, Math.log(won) + exponent * Math.LN2);
  if (won > 2 ** UNIT || (won < 1 && exponent > 0)) {
    const change = won < 1 ? -UNIT : UNIT;
    exponent += change;
    for (let i = 0; i < stakes.length; i++) stakes[i] *= 2 ** -change;
  }
  const fresh = (reserve(count) - reserve(count + 1)) * 2 ** -exponent;
  for (let i = 0; i < stakes.length; i++) stakes[i] += SHARES[i] * fresh;
  return { count, stakes, exponent, logHighest };
}

/** ln of the capital: 0 at the start. */
export function logCapital({ count, stakes, exponent }: TestMartingale): number {
  return Math.log(total(stakes) + reserve(count + 1) * 2 ** -exponent) + exponent * Math.LN2;
}

/** The shape of a stored state. */
export const martingaleSchema = z.strictObject({
  count: z.int().min(0),
  stakes: z.array(z.number().min(0)).length(SHARES.length),
  exponent: z.int().min(0).multipleOf(UNIT),
  logHighest: z.number().min(0),
});

/** The state that JSON holds. Throws `invalid-option` for what is none. */
export function decodeMartingale(value: unknown): TestMartingale {
  return checked(martingaleSchema, value, (path) => (path === "" ? "martingale" : `martingale, ${path}`));
}

/**
 * What each bet makes of a stake of 1: on small p-values, then on large ones. Square roots only, which are the same on
 * every machine, as powers are not.
 */
function betFactors(pValue: number): number[] {
  const half = Math.sqrt(Math.max(pValue, LEAST));
  const quarter = Math.sqrt(half);
  const eighth = Math.sqrt(quarter);
  const otherHalf = Math.sqrt(Math.max(1 - pValue, LEAST));
  const otherQuarter = Math.sqrt(otherHalf);
  const otherEighth = Math.sqrt(otherQuarter);
  return [
    0.125 / (half * quarter * eighth),
    0.25 / (half * quarter),
    0.5 / half,
    0.75 / quarter,
    0.875 / eighth,
    0.125 / (otherHalf * otherQuarter * otherEighth),
    0.25 / (otherHalf * otherQuarter),
    0.5 / otherHalf,
    0.75 / otherQuarter,
    0.875 / otherEighth,
  ];
}

function total(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
