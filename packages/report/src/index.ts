export { renderComparison, type ComparedEntrant, type ComparisonData } from "./comparison.js";
export { galleryOf, type GalleryOptions } from "./gallery-of.js";
export { histogram, type Histogram, type HistogramOptions } from "./histogram.js";
export { renderReport } from "./render-report.js";
export type { Gallery, GalleryItem, Neighbour, ReportData, ScoresOfSet } from "./report-data.js";
export { verdictOf, type Outcome, type Tone, type Verdict } from "./verdict.js";
