import type { Figure } from "../figure.js";
import type { InDistributionImages } from "../in-distribution-images.js";

/** What of the area under the risk–coverage curve is due to the order of the images; see `RiskAreas`. */
export const eAurc = {
  name: "E-AURC",
  title: "E-AURC",
  meaning: "what of it a better order of the images would save",
  range: [0, 1],
  better: "lower",
  scale: "number",
  basis: "decisions",
  shown: ["details"],
  of: ({ areas }) => areas.eAurc,
  interval: { method: "bootstrap" },
} as const satisfies Figure<InDistributionImages, number>;
