import type { Figure } from "../figure.js";
import type { InDistributionImages } from "../in-distribution-images.js";

/** Area under the generalised risk–coverage curve; see `RiskAreas`. */
export const augrc = {
  name: "AUGRC",
  title: "AUGRC",
  meaning: "share of all images answered wrongly, averaged likewise",
  range: [0, 0.5],
  better: "lower",
  scale: "number",
  basis: "decisions",
  shown: ["comparison", "details"],
  of: ({ areas }) => areas.augrc,
  interval: { method: "bootstrap" },
} as const satisfies Figure<InDistributionImages, number>;
