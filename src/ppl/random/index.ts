export { bits } from "./bits.js";
export { standardExponential } from "./exponential.js";
export { logStandardGamma, standardGamma } from "./gamma.js";
export { foldIn, key, split, type Key } from "./key.js";
export { standardNormal } from "./normal.js";
export { uniform } from "./uniform.js";
