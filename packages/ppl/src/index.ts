/**
 * Nescio's language: probabilistic programs on jax-js arrays, and inference for them. Arrays, differentiation and
 * evaluation come from jax-js and are passed on, so that a program needs one import.
 */

// Arrays
export {
  blockUntilReady,
  defaultDevice,
  init,
  lax,
  nn,
  np,
  tree,
  type ArrayLike,
  type JaxArray,
} from "./jax.js";
export { grad, valueAndGrad, vmap } from "./transformations.js";
export type { ArrayInput, NumberList, TypedArray } from "./array-input.js";

export { compile as jit, type Compiled } from "./tape/compile.js";

// Primitives
export { deterministic } from "./primitives/deterministic.js";
export { factor } from "./primitives/factor.js";
export { param, type ParamOptions } from "./primitives/param.js";
export { plate, type PlateOptions } from "./primitives/plate.js";
export { prngKey } from "./primitives/prng-key.js";
export { sample, type SampleOptions } from "./primitives/sample.js";

// Handlers
export { block, type BlockOptions } from "./handlers/block.js";
export { condition } from "./handlers/condition.js";
export { mask } from "./handlers/mask.js";
export { replay } from "./handlers/replay.js";
export { scale } from "./handlers/scale.js";
export { seed } from "./handlers/seed.js";
export { substitute, type Values } from "./handlers/substitute.js";
export { trace } from "./handlers/trace.js";
export { handle, type Handler, type Program } from "./runtime/run.js";
export type { Site } from "./runtime/site.js";
export { siteLogProb, type Trace, type TracedSite } from "./trace.js";

// Distributions
export * from "./distributions/index.js";
export * as constraints from "./constraints/index.js";
export * as transforms from "./transforms/index.js";
export type { Constraint } from "./constraint.js";
export type { Transform } from "./transforms/transform.js";

// Numerics
export * from "./math/index.js";
export * as random from "./random/index.js";
export type { Key } from "./random/index.js";

// Networks
export * from "./network/index.js";
export { applyNetwork, type JaxWeights } from "./network/apply-network.js";

// Inference by gradients
export * from "./guides/index.js";
export * from "./optimizers/index.js";
export { traceElbo, type ElboOptions, type Loss, type LossInput, type LossOutput } from "./svi/elbo.js";
export { traceMeanFieldElbo } from "./svi/mean-field-elbo.js";
export {
  disposeState,
  svi,
  type Svi,
  type SviOptions,
  type SviRunOptions,
  type SviState,
  type SviStep,
} from "./svi/svi.js";
export type { Start } from "./latents.js";

// Inference by Markov chains
export { mcmc, type McmcResult, type ModelMcmcOptions, type SiteDraws } from "./mcmc/mcmc.js";
export {
  modelPotential,
  type LatentPlace,
  type ModelPotential,
  type ModelPotentialOptions,
  type SiteValue,
} from "./mcmc/model-potential.js";
export * from "./mcmc/index.js";

// Prediction
export { predictive, type PredictiveOptions } from "./predictive.js";
