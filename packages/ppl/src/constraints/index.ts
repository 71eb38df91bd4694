export { independent } from "./independent.js";
export { boolean, integerInterval, nonNegativeInteger } from "./integer.js";
export { greaterThan, interval, lessThan, unitInterval } from "./interval.js";
export { logit, logits } from "./logits.js";
export { lowerCholesky } from "./lower-cholesky.js";
export { nonNegative, positive, positiveVector } from "./positive.js";
export { real, realVector } from "./real.js";
export { simplex } from "./simplex.js";
export type { Constraint } from "../constraint.js";
