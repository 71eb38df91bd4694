import { inPanels, inProduct } from "../../engine/panels.js";
import type { Dataset } from "../../data/dataset.js";
import { withPValues } from "../conformal.js";
import type { FamiliarityScores, ScoreOptions } from "../familiarity.js";
import type { FittedFamiliarity } from "../kind.js";
import { Scorer, type FeatureMap, type ScoredChunk } from "../scorer.js";

/** A Gaussian for each class of training images, over their components z. */
export interface ClassGaussians {
  /** Log of each class's share of the training images. */
  readonly logShares: Float32Array;
  /** `[classes, dimensions]` */
  readonly means: Float32Array;
  /** `[classes, dimensions, dimensions]`: lower-triangular W with WᵀW = covariance⁻¹. */
  readonly whitening: Float32Array;
  /** Variance of each feature outside of the components' subspace. */
  readonly residual: number;
}

/**
 * Familiarity by density (DDU; Mukhoti et al. 2021): the log density, up to a constant, of a mixture of one Gaussian
 * for each class. Each has a covariance of its own: a shared one lets more generated outliers through. What an image
 * has outside of the components' subspace is Gaussian with the same variance in every direction, as in probabilistic
 * principal component analysis (Tipping & Bishop 1999); without that, white noise would look familiar.
 */
export class GaussianFamiliarity implements FittedFamiliarity {
  readonly kind = "gaussian";
  readonly #scorer: Scorer;

  /** @param calibration Scores of held-out genuine images, in increasing order. */
  constructor(
    readonly map: FeatureMap,
    readonly gaussians: ClassGaussians,
    readonly calibration: Float32Array,
  ) {
    this.#scorer = new Scorer(map, whiteningRows(gaussians));
  }

  async score(dataset: Dataset, options: ScoreOptions = {}): Promise<FamiliarityScores> {
    const scores = new Float32Array(dataset.count);
    const constants = logConstants(this.gaussians);
    const dimensions = this.map.projection.axes.columns;
    await this.#scorer.run(dataset, options, (chunk) => {
      for (let image = 0; image < chunk.count; image++) {
        const inside = logDensity(chunk, image, dimensions, constants);
        const outside = residual(chunk, image, dimensions);
        scores[chunk.from + image] = inside - outside / (2 * this.gaussians.residual);
      }
    });
    return withPValues(scores, this.calibration);
  }

  close(): Promise<void> {
    this.#scorer.close();
    return Promise.resolve();
  }
}

/** Squared length of what an image's features have outside of the components' subspace. */
export function residual(
  { components, energy }: Pick<ScoredChunk, "components" | "energy">,
  image: number,
  dimensions: number,
): number {
  let inside = 0;
  const base = inPanels(image, dimensions + 1);
  for (let d = 0; d < dimensions; d++) inside += components[base + d * 8] ** 2;
  return energy[image] - inside;
}

/** log Σ share · N(z; mean, covariance), without the power of 2π. */
function logDensity(
  { panels, products }: ScoredChunk,
  image: number,
  dimensions: number,
  constants: Float64Array,
): number {
  const terms = constants.map((constant, k) => {
    let squares = 0;
    for (let row = k * dimensions; row < (k + 1) * dimensions; row++) {
      squares += products[inProduct(row, image, panels)] ** 2;
    }
    return constant - squares / 2;
  });
  const top = Math.max(...terms);
  return top + Math.log(terms.reduce((sum, term) => sum + Math.exp(term - top), 0));
}

/** Rows of W and −W·mean, so that their product with (z, 1) is W·(z − mean). */
function whiteningRows({ means, whitening, logShares }: ClassGaussians): Float32Array {
  const dimensions = means.length / logShares.length;
  const rows = new Float32Array(means.length * (dimensions + 1));
  for (let row = 0; row < means.length; row++) {
    const mean = means.subarray(row - (row % dimensions), row - (row % dimensions) + dimensions);
    const values = whitening.subarray(row * dimensions, (row + 1) * dimensions);
    rows.set(values, row * (dimensions + 1));
    rows[row * (dimensions + 1) + dimensions] = -values.reduce((sum, value, i) => sum + value * mean[i], 0);
  }
  return rows;
}

/** log share + ½ log |covariance⁻¹| of each class. */
function logConstants({ means, whitening, logShares }: ClassGaussians): Float64Array {
  const dimensions = means.length / logShares.length;
  return Float64Array.from(logShares, (share, k) => {
    let sum = share;
    for (let d = 0; d < dimensions; d++) sum += Math.log(whitening[(k * dimensions + d) * dimensions + d]);
    return sum;
  });
}
