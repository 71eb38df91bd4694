import { accuracyOnAccepted } from "./figures/accuracy-on-accepted.js";
import { ambiguous } from "./figures/ambiguous.js";
import { augrc } from "./figures/augrc.js";
import { auprIn, auprOut } from "./figures/aupr.js";
import { aurc } from "./figures/aurc.js";
import { auroc } from "./figures/auroc.js";
import { brier } from "./figures/brier.js";
import { eAurc } from "./figures/e-aurc.js";
import { eceEqualMass } from "./figures/ece-equal-mass.js";
import { ece } from "./figures/ece.js";
import { forcedAccuracy } from "./figures/forced-accuracy.js";
import { fpr95 } from "./figures/fpr95.js";
import { nll } from "./figures/nll.js";
import { refusedInDistribution, refusedOutOfDistribution } from "./figures/refused.js";

/** The figures of in-distribution images, in the order in which an evaluation keeps them. */
export const inDistributionFigures = {
  forcedAccuracy,
  nll,
  ece,
  refused: refusedInDistribution,
  ambiguous,
  accuracyOnAccepted,
  brier,
  eceEqualMass,
  aurc,
  eAurc,
  augrc,
};

/** The figures of images that should be refused, against the in-distribution ones. */
export const outOfDistributionFigures = {
  refused: refusedOutOfDistribution,
  auroc,
  auprIn,
  auprOut,
  fpr95,
};
