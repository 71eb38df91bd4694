import { mostOf } from "../math/share-count.js";
import { checkFraction } from "../validation.js";
import { checkScores } from "./check-scores.js";

/** What a threshold has to keep. */
export interface RefusalContract {
  /** Greatest share of genuine images refused, for all reasons together; in (0, 1). */
  readonly maxRefusal: number;
}

export type CoverageThreshold =
  | {
      readonly met: true;
      /** Answer where the score is at least this. */
      readonly threshold: number;
      /** Share of the calibration images that are answered. */
      readonly coverage: number;
    }
  | {
      readonly met: false;
      /** The least share refused that these images can promise; above 1 where all are refused whatever the threshold. */
      readonly leastRefusal: number;
    };

/**
 * The threshold that refuses a share of at most `maxRefusal`, over all reasons together: the k-th lowest of n scores,
 * k = ⌊maxRefusal · (n + 1)⌋. A further image of the same kind is refused with probability at most k / (n + 1), over the
 * choice of calibration images and itself (its rank among n + 1 exchangeable scores is uniform; Vovk et al. 2005, ch. 2).
 *
 * @param scores Higher is more confident; −∞: refused whatever the threshold.
 * @param maxRefusal In (0, 1).
 * @throws NescioError `invalid-data` or `invalid-option`.
 */
export function coverageThreshold(scores: ArrayLike<number>, maxRefusal: number): CoverageThreshold {
  checkScores(scores);
  checkFraction("maxRefusal", maxRefusal);
  const sorted = Float64Array.from(scores).sort();
  const n = sorted.length;
  const lost = sorted.filter((score) => score === -Infinity).length;
  const rank = mostOf(maxRefusal, n + 1);
  if (rank <= lost) return { met: false, leastRefusal: (lost + 1) / (n + 1) };
  const threshold = sorted[rank - 1];
  return { met: true, threshold, coverage: sorted.filter((score) => score >= threshold).length / n };
}
