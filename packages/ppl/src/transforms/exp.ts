import { fastExp, fastLog } from "../math/index.js";
import { elementwise } from "./elementwise.js";

/** y = exp(x), onto the numbers above 0. */
export const expTransform = elementwise("exp", {
  forward: (x) => fastExp(x),
  inverse: (y) => fastLog(y),
  logSlope: (x) => x,
});
