import type { Dataset } from "../../data/dataset.js";
import { withPValues } from "../conformal.js";
import type { FamiliarityScores, ScoreOptions } from "../familiarity.js";
import type { FittedFamiliarity } from "../kind.js";
import type { GaussianFamiliarity } from "../gaussian/familiarity.js";
import type { NeighbourFamiliarity } from "../neighbours/familiarity.js";
import type { FeatureMap } from "../scorer.js";
import { standardised, type Standard } from "../standard.js";

/** Sums of standardised scores. */
export function combine(parts: readonly Float32Array[], standards: readonly Standard[]): Float32Array {
  return parts[0].map((_, image) =>
    parts.reduce((sum, scores, k) => sum + standardised(scores[image], standards[k]), 0),
  );
}

/**
 * Familiarity by neighbours and by Gaussians at once: the sum of both scores, each less its median and over its spread.
 */
export class CombinedFamiliarity implements FittedFamiliarity {
  readonly kind = "both";

  /**
   * @param standards Of genuine images that are not among those of the calibration, so that its p-values stay valid.
   * @param calibration Sums of held-out genuine images, in increasing order.
   */
  constructor(
    readonly neighbours: NeighbourFamiliarity,
    readonly gaussian: GaussianFamiliarity,
    readonly standards: readonly [Standard, Standard],
    readonly calibration: Float32Array,
  ) {}

  /** The one that both parts look through. */
  get map(): FeatureMap {
    return this.neighbours.map;
  }

  async score(dataset: Dataset, options: ScoreOptions = {}): Promise<FamiliarityScores> {
    const { onProgress, ...rest } = options;
    const near = await this.neighbours.score(dataset, {
      ...rest,
      onProgress: (done, total) => onProgress?.(Math.floor(done / 2), total),
    });
    const dense = await this.gaussian.score(dataset, {
      ...rest,
      onProgress: (done, total) => onProgress?.(Math.floor((total + done) / 2), total),
    });
    const scores = combine([near.scores, dense.scores], this.standards);
    return { ...withPValues(scores, this.calibration), nearest: near.nearest };
  }

  async close(): Promise<void> {
    await this.neighbours.close();
    await this.gaussian.close();
  }
}
