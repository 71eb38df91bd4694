import * as z from "zod";
import { NescioError } from "../errors.js";
import { decodeNumbers, encodeNumbers, storedNumbersSchema } from "../math/stored-numbers.js";
import { randomStream } from "../math/streams.js";

/**
 * What scores are compared with: those of the calibration and of the traffic so far, at most `capacity` of them. A new
 * score's p-value is its smoothed rank among the m that are there and itself (Vovk, Gammerman, Shafer 2005, section 2.2),
 *
 *     p = (#{lower} + τ (#{equal} + 1)) / (m + 1),   τ uniform on (0, 1),
 *
 * and then it joins them. Where that makes more than `capacity`, one of all of them goes, the new one with the same
 * probability as any other.
 *
 * **The p-values are independent and uniform** as long as calibration and traffic are exchangeable. Let S be the m + 1
 * scores at a step, z the new one and d the one that goes. Which of the stream S consists of was drawn without a look at
 * the scores. So given the values in S and all that comes later, z is each of them with the same probability, and p is
 * uniform. d is drawn without a look at the scores too, so its place in S tells nothing of z's. What is left, S without
 * d, and with it every later p-value, is a function of S, d and what comes later: p is independent of them. (That it is
 * so where nothing goes is known from chapter 8 of that book.) A reservoir, which lets a score in with a probability that
 * falls, would break it: what is left would tell how the new score compared with the others.
 *
 * A score stays while about `capacity` further ones come. So a sudden change is seen against what was before it, a slow
 * one only where it is fast against `capacity`.
 */
export class ReferenceScores {
  #count: number;
  #held: number;
  /** In increasing order, the first `#held` of them. */
  readonly #scores: Float32Array;

  /** @param seed For τ and for what goes. Each step has a generator of its own, so that none has to be stored. */
  private constructor(
    readonly capacity: number,
    readonly seed: number,
    scores: Float32Array,
    count: number,
  ) {
    this.#count = count;
    this.#held = scores.length;
    this.#scores = new Float32Array(capacity + 1);
    this.#scores.set(scores);
  }

  /**
   * @param calibration In any order; may be empty: the traffic is then compared with itself alone. Of more than `capacity`
   *   so many are drawn.
   */
  static start(calibration: ArrayLike<number>, capacity: number, seed: number): ReferenceScores {
    const scores = Float32Array.from(calibration, checkScore);
    const order = randomStream("referenceScores", seed).permutation(scores.length).subarray(0, capacity);
    const kept = Float32Array.from(order, (i) => scores[i]).sort();
    return new ReferenceScores(capacity, seed, kept, 0);
  }

  /** The p-value of a score, in (0, 1), small where it is lower than most; the score joins. */
  pValue(score: number): number {
    const found = checkScore(score);
    const random = randomStream("referenceScores", this.seed, ++this.#count);
    // The middle of its 2⁻²⁴: never 0 or 1.
    const tie = random.uniform() + 2 ** -25;
    const held = this.#held;
    const lower = this.#firstFrom((other) => other >= found);
    const notHigher = this.#firstFrom((other) => other > found);
    const pValue = (lower + tie * (notHigher - lower + 1)) / (held + 1);
    this.#scores.copyWithin(notHigher + 1, notHigher, held);
    this.#scores[notHigher] = found;
    if (held < this.capacity) this.#held++;
    else {
      const gone = random.integer(held + 1);
      this.#scores.copyWithin(gone, gone + 1, held + 1);
    }
    return pValue;
  }

  toJSON(): StoredReferenceScores {
    const { capacity, seed } = this;
    const scores = encodeNumbers(this.#scores.subarray(0, this.#held));
    return { capacity, seed, count: this.#count, scores };
  }

  /** @param stored With scores that are in order, at most `capacity`. */
  static restore({ capacity, seed, count, scores }: z.output<typeof referenceScoresSchema>): ReferenceScores {
    return new ReferenceScores(capacity, seed, scores, count);
  }

  /** The place of the first score that `is`, by bisection: it is so of all after it. */
  #firstFrom(is: (score: number) => boolean): number {
    let low = 0;
    let high = this.#held;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (is(this.#scores[middle])) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/** Scores that are kept, at most: 40 MB. */
const MOST_SCORES = 10_000_000;

export const capacitySchema = z.int().min(1).max(MOST_SCORES);
export const seedSchema = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

/** The shape of stored reference scores, with the scores themselves read. */
export const referenceScoresSchema = z
  .strictObject({
    capacity: capacitySchema,
    seed: seedSchema,
    count: z.int().min(0),
    scores: storedNumbersSchema,
  })
  .transform(({ scores, ...facts }, context) => {
    const found = decodeNumbers(scores);
    const ordered = found?.every((score, i) => score >= (i === 0 ? -Infinity : found[i - 1]));
    if (found !== undefined && ordered && found.length <= facts.capacity) return { ...facts, scores: found };
    const message = "the scores that were written, in order, no more than the capacity";
    context.addIssue({ code: "custom", path: ["scores"], message });
    return z.NEVER;
  });

export type StoredReferenceScores = z.input<typeof referenceScoresSchema>;

/** In single precision, as familiarities have them: a rounding that keeps the order, and ties are broken at random. */
function checkScore(score: number): number {
  if (typeof score === "number" && !Number.isNaN(score)) return Math.fround(score);
  throw new NescioError({
    code: "invalid-data",
    subject: "score",
    expected: "a number, −∞ and ∞ among them",
    found: String(score),
    next: "A score that is not a number comes of outputs that are none: refuse the input, and leave it out here.",
  });
}
