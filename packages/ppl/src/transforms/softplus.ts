import { expm1 } from "../math/expm1.js";
import { fastLog, logSigmoid, softplus } from "../math/index.js";
import { elementwise } from "./elementwise.js";

/** y = log(1 + exp(x)), onto the numbers above 0; grows like x itself, so that large values do not run away. */
export const softplusTransform = elementwise("softplus", {
  forward: (x) => softplus(x),
  inverse: (y) => fastLog(expm1(y.ref.neg()).neg()).add(y),
  logSlope: (x) => logSigmoid(x),
});
