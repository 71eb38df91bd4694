export { fastExp } from "./exp.js";
export { digamma, lgamma, logBeta } from "./lgamma.js";
export { fastLog, fastLog1p } from "./log.js";
export { logSigmoid, sigmoid, softplus } from "./softplus.js";
