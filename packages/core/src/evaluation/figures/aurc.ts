import type { Figure } from "../figure.js";
import type { InDistributionImages } from "../in-distribution-images.js";

/** Area under the risk–coverage curve of the decisions' scores; see `RiskAreas`. */
export const aurc = {
  name: "AURC",
  title: "AURC",
  meaning: "share wrong, averaged over all shares answered",
  range: [0, 1],
  better: "lower",
  scale: "number",
  basis: "decisions",
  shown: ["details"],
  of: ({ areas }) => areas.aurc,
  interval: { method: "bootstrap" },
} as const satisfies Figure<InDistributionImages, number>;
