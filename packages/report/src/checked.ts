/** The functions that programs call, with their arguments looked at. */
import { taking } from "@nescio/core/internal";
import * as from from "./unchecked.js";

export const galleryOf = /* @__PURE__ */ taking("galleryOf", from.galleryOf, {
  dataset: "dataset",
  predictive: "predictive",
  decisions: "decisions",
  options: ["inDistribution"],
});
export const histogram = /* @__PURE__ */ taking("histogram", from.histogram, {
  values: "numbers",
  options: ["low", "high", "bins"],
});
export const renderComparison = /* @__PURE__ */ taking("renderComparison", from.renderComparison, {
  data: "comparison",
});
export const renderReport = /* @__PURE__ */ taking("renderReport", from.renderReport, { data: "report" });
export const verdictOf = /* @__PURE__ */ taking("verdictOf", from.verdictOf, {
  item: "item",
  gallery: "gallery",
  classes: "names",
});
