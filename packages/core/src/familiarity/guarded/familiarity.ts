import type { ImageDataset } from "../../data/dataset.js";
import { withPValues } from "../conformal.js";
import type { FamiliarityScores, ScoreOptions } from "../familiarity.js";
import type { GaussianFamiliarity } from "../gaussian/familiarity.js";
import type { FittedFamiliarity } from "../kind.js";
import type { NeighbourFamiliarity } from "../neighbours/familiarity.js";
import type { FeatureMap } from "../scorer.js";
import { standardised, type Standard } from "../standard.js";
import { guardScores, type Guard } from "./guard.js";
import { profileScores, type ProfileGaussian } from "./profile.js";

/** What is added up. */
export interface GuardedParts {
  readonly neighbours: NeighbourFamiliarity;
  readonly gaussian: GaussianFamiliarity;
  readonly guard: Guard;
  readonly profile: ProfileGaussian;
}

/** Of each part, in the order above. */
export type GuardedStandards = readonly [Standard, Standard, Standard, Standard];

/**
 * Familiarity by neighbours, by Gaussians, by a guard, which is a small network that was trained to tell the training images
 * from outliers made of them (noise, plain colours, scrambled pieces, other figures in their colours and places), and by plain
 * statistics of the pixels: the weighted sum of the four scores, each less its median and over its spread, and none much above it. The features of a classifier
 * keep what tells its classes apart, and may well lose what tells an image from a blank one; guard and statistics see to that.
 */
export class GuardedFamiliarity implements FittedFamiliarity {
  readonly kind = "guarded";

  /**
   * @param standards Of genuine images that are not among those of the calibration, so that its p-values stay valid.
   * @param calibration Sums of held-out genuine images, in increasing order.
   */
  constructor(
    readonly parts: GuardedParts,
    readonly standards: GuardedStandards,
    readonly calibration: Float32Array,
  ) {}

  get map(): FeatureMap {
    return this.parts.neighbours.map;
  }

  async score(dataset: ImageDataset, { onProgress, ...run }: ScoreOptions = {}): Promise<FamiliarityScores> {
    const { neighbours, gaussian, guard, profile } = this.parts;
    const part = (place: number): ScoreOptions => ({
      ...run,
      onProgress: (done, total) => onProgress?.(Math.floor((place * total + done) / 3), total),
    });
    const near = await neighbours.score(dataset, part(0));
    const dense = await gaussian.score(dataset, part(1));
    const guarding = await guardScores(guard, dataset, part(2));
    const scores = [near.scores, dense.scores, guarding, profileScores(profile, dataset)];
    return { ...withPValues(combined(scores, this.standards), this.calibration), nearest: near.nearest };
  }

  async close(): Promise<void> {
    await this.parts.neighbours.close();
    await this.parts.gaussian.close();
  }
}

/** A part that finds an image quite ordinary says no more than that: it does not make up for what another one sees. */
const LARGEST_PART = 1;
/**
 * Of each part. The guard tells most, of figures that the set's own features were never asked about; the others see what is too far
 * from all images for the guard to have learned of it.
 */
const WEIGHTS = [0.5, 0.25, 1, 0.25];

/** Weighted sums of the standardised scores of each image. */
export function combined(parts: readonly Float32Array[], standards: readonly Standard[]): Float32Array {
  return parts[0].map((_, image) =>
    parts.reduce(
      (sum, scores, k) =>
        sum + WEIGHTS[k] * Math.min(LARGEST_PART, standardised(scores[image], standards[k])),
      0,
    ),
  );
}
