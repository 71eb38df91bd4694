export { digamma } from "./digamma.js";
export { fastExp } from "./exp.js";
export { lgamma } from "./lgamma.js";
export { logBeta } from "./log-beta.js";
export { fastLog, fastLog1p } from "./log.js";
export { logSigmoid, sigmoid, softplus } from "./softplus.js";
