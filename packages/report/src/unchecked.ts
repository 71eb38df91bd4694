/** The functions that programs call, as they are declared and described; `checked.ts` has them with their arguments looked at. */
export { renderComparison } from "./comparison.js";
export { galleryOf } from "./gallery-of.js";
export { histogram } from "./histogram.js";
export { renderReport } from "./render-report.js";
export { verdictOf } from "./verdict.js";
