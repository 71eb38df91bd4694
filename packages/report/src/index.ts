export { renderComparison, type ComparedEntrant, type ComparisonData } from "./comparison.js";
export { galleryOf, type GalleryOptions } from "./gallery-of.js";
export { histogram, type Histogram, type HistogramOptions } from "./histogram.js";
export { renderReport } from "./render-report.js";
export type {
  Gallery,
  GalleryItem,
  GallerySource,
  Neighbour,
  ReportData,
  ScoresOfSet,
} from "./report-data.js";
export { verdictOf, type Outcome, type Reason, type Tone, type Verdict } from "./verdict.js";
