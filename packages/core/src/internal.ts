/** What other packages of this repository use, and nobody else should: it changes without notice. */
export {
  findRegistryEntry,
  registry,
  registryFiles,
  type RegistryEntry,
  type RegistryFile,
  type Split,
} from "./data/registry.js";
export { checkOpenShare } from "./decision/check-scores.js";
export { Arena } from "./engine/arena.js";
export { isWeightedStep, stepChain } from "./engine/chain.js";
export { CONTROL_BYTES } from "./engine/control.js";
export { defaultThreads, Executor } from "./engine/executor.js";
export { kinds, kindsWithMembers } from "./posteriors/kinds.js";
export { DEFAULT_MEMBERS } from "./posteriors/train-posterior.js";
export { checkWeights } from "./prediction/check-weights.js";
export { predictDrawn } from "./posteriors/predict-drawn.js";
export { predictMeanField } from "./posteriors/mean-field/predict.js";
export { MeanFieldSession, type StepControl } from "./training/session.js";
export { checkPrediction, reserveLogProbs } from "./prediction/prediction.js";
export { cholesky, multiplyLower, solveLowerTransposed } from "./math/cholesky.js";
export { normalQuantile } from "./math/normal-quantile.js";
export { quantileInPlace } from "./math/quantile.js";
export { randomStream, streamSeed } from "./math/streams.js";
export { inverseSoftplus, softplus } from "./math/softplus.js";
export { decodeCheckpoint, encodeCheckpoint } from "./model/checkpoint.js";
export { isWeighted, type WeightedLayer } from "./layers/network.js";
export { firstIssue } from "./validation.js";
