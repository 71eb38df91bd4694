export { adam, clippedAdam, type AdamOptions, type ClippedAdamOptions } from "./adam.js";
export { sgd, type SgdOptions } from "./sgd.js";
export type { Arrays, LearningRate, Optimizer, OptimizerState } from "./optimizer.js";
