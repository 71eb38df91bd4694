import { randomStream } from "@nescio/core/internal";
import {
  bernoulli,
  expand,
  modelPotential,
  normal,
  np,
  sample,
  toEvent,
  type JaxArray,
  type ModelPotential,
} from "@nescio/ppl";

/** Observations for a Bayesian logistic regression. */
export interface RegressionProblem {
  readonly observations: number;
  readonly features: number;
  /** `[observations, features]`. */
  readonly x: Float64Array;
  /** 0 or 1, `[observations]`. */
  readonly y: Float64Array;
}

/** Standard normal features, and outcomes by weights that are drawn from their prior. */
export function regressionProblem(observations: number, features: number): RegressionProblem {
  const random = randomStream("benchmark", 6);
  const normals = (length: number): Float64Array => Float64Array.from({ length }, () => random.normal());
  const weights = normals(features);
  const x = normals(observations * features);
  const y = Float64Array.from({ length: observations }, (_, i) => {
    const row = x.subarray(i * features, (i + 1) * features);
    const logit = row.reduce((sum, value, j) => sum + value * weights[j], 0);
    return random.uniform() < 1 / (1 + Math.exp(-logit)) ? 1 : 0;
  });
  return { observations, features, x, y };
}

/** w ~ N(0, 1), y ~ Bernoulli(σ(x w)), in the language, as a density of w. */
export function regressionPotential({ observations, features, x, y }: RegressionProblem): ModelPotential {
  const model = (inputs: JaxArray, outcomes: JaxArray): void => {
    const w = sample("w", toEvent(expand(normal(0, 1), [features])));
    sample("y", bernoulli({ logits: np.matmul(inputs, w) }), { obs: outcomes });
  };
  return modelPotential(model, [np.array(x, { shape: [observations, features] }), np.array(y)]);
}
