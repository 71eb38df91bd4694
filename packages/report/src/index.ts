export { galleryOf, histogram, renderComparison, renderReport, verdictOf } from "./checked.js";
export type { ComparedEntrant, ComparisonData } from "./comparison.js";
export type { GalleryOptions } from "./gallery-of.js";
export type { Histogram, HistogramOptions } from "./histogram.js";
export type {
  Gallery,
  GalleryItem,
  GallerySource,
  Neighbour,
  ReportData,
  ScoresOfSet,
} from "./report-data.js";
export type { Outcome, Reason, Tone, Verdict } from "./verdict.js";
