/** What other packages of this repository use, and nobody else should: it changes without notice. */
export { idxDataset, parseIdxImages, parseIdxLabels } from "./data/idx.js";
export {
  findRegistryEntry,
  registry,
  registryFiles,
  type RegistryEntry,
  type RegistryFile,
  type Split,
} from "./data/registry.js";
export { inDistributionFigures, outOfDistributionFigures } from "./evaluation/figures.js";
export {
  inDistributionReadings,
  outOfDistributionReadings,
  shownIn,
  type FigureReading,
} from "./evaluation/read-figures.js";
export { checkOpenShare } from "./decision/check-scores.js";
export { Arena } from "./engine/arena.js";
export { isWeightedStep, stepChain } from "./engine/chain.js";
export { CONTROL_BYTES } from "./engine/control.js";
export { defaultThreads, Executor } from "./engine/executor.js";
export type { Checkpoint } from "./training/loop.js";
export { predictMeanField } from "./posteriors/mean-field/predict.js";
export { MeanFieldSession, type StepControl } from "./training/session.js";
export { checkPrediction, reserveLogProbs } from "./prediction/prediction.js";
export { cholesky, multiplyLower, solveLowerTransposed } from "./math/cholesky.js";
export { normalQuantile } from "./math/normal-quantile.js";
export { quantileInPlace } from "./math/quantile.js";
export { streamState } from "./math/random.js";
export { inverseSoftplus, softplus } from "./math/softplus.js";
export { decodeCheckpoint, encodeCheckpoint } from "./model/checkpoint.js";
export { isWeighted, type WeightedLayer } from "./layers/network.js";
export { firstIssue } from "./validation.js";
