import type { Decision } from "../decision/rule.js";
import type { Resampled } from "./measure-figures.js";
import { rankPair, type RankedPair } from "./ranked-pair.js";

/** What is known of each image; none of it depends on how often the image counts. */
interface Facts {
  /** Scores of the decisions on the in-distribution images. */
  readonly inScores: Float64Array;
  /** Scores of the decisions on the images that should be refused. */
  readonly outScores: Float64Array;
  /** Both ranked, the in-distribution images the positives. */
  readonly inPositive: RankedPair;
  /** Both ranked the other way round: the images to be refused are the positives, and a low score speaks for them. */
  readonly outPositive: RankedPair;
  /** 1 where an image that should be refused is. */
  readonly refused: Uint8Array;
}

/**
 * Images that should be refused, beside those of the kind that a model was trained on: what the figures of an
 * out-of-distribution set are computed from.
 */
export class OutOfDistributionImages implements Resampled<OutOfDistributionImages> {
  readonly sizes: readonly [inDistribution: number, outOfDistribution: number];
  #outFirst: Uint32Array | undefined;

  private constructor(
    readonly facts: Facts,
    /** How often each image counts, the in-distribution ones first. */
    readonly counts: Uint32Array,
  ) {
    this.sizes = [facts.inScores.length, facts.outScores.length];
  }

  /**
   * @param inScores - Scores of the in-distribution images.
   * @param decisions - One for each of the images that should be refused.
   * @throws NescioError `invalid-data` for a score that is NaN.
   */
  static of(inScores: ArrayLike<number>, decisions: readonly Decision[]): OutOfDistributionImages {
    const known = Float64Array.from(inScores);
    const outScores = Float64Array.from(decisions, ({ score }) => score);
    const facts = {
      inScores: known,
      outScores,
      inPositive: rankPair(known, outScores),
      outPositive: rankPair(
        outScores.map((score) => -score),
        known.map((score) => -score),
      ),
      refused: Uint8Array.from(decisions, (decision) => Number(decision.refused)),
    };
    return new OutOfDistributionImages(facts, new Uint32Array(known.length + outScores.length).fill(1));
  }

  resample(counts: Uint32Array): OutOfDistributionImages {
    return new OutOfDistributionImages(this.facts, counts);
  }

  /** How often each image that should be refused counts. */
  get outCounts(): Uint32Array {
    return this.counts.subarray(this.sizes[0]);
  }

  /** How often each image counts, those that should be refused first. */
  get countsOutFirst(): Uint32Array {
    if (this.#outFirst !== undefined) return this.#outFirst;
    const turned = new Uint32Array(this.counts.length);
    turned.set(this.outCounts);
    turned.set(this.counts.subarray(0, this.sizes[0]), this.sizes[1]);
    return (this.#outFirst = turned);
  }
}
