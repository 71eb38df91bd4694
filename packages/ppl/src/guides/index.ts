export { autoDelta } from "./auto-delta.js";
export { autoLowRank, type AutoLowRankOptions } from "./auto-low-rank.js";
export { autoMultivariateNormal } from "./auto-multivariate-normal.js";
export { autoNormal } from "./auto-normal.js";
export type { AutoGuideOptions, SpreadOptions } from "./auto-guide.js";
