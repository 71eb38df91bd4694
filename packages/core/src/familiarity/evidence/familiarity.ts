import type { Dataset } from "../../data/dataset.js";
import { withPValues } from "../conformal.js";
import type { FamiliarityScores, ScoreOptions } from "../familiarity.js";
import type { FittedFamiliarity } from "../kind.js";
import type { NeighbourFamiliarity } from "../neighbours/familiarity.js";
import type { FeatureMap } from "../scorer.js";
import { standardised, type Standard } from "../standard.js";
import type { Evidence } from "./evidence.js";

/** What nearness counts beside the evidence: as much as costs nothing where classes are left out as unknown ones (docs/intents.md). */
const NEARNESS = 0.25;

/** Of evidence and nearness, in this order. */
export type EvidenceStandards = readonly [Standard, Standard];

/** The weighted sums of both, each less its mean and over its standard deviation. */
export function combined(
  evidence: Float32Array,
  near: Float32Array,
  [ofEvidence, ofNear]: EvidenceStandards,
): Float32Array {
  return evidence.map(
    (value, i) => standardised(value, ofEvidence) + NEARNESS * standardised(near[i], ofNear),
  );
}

/**
 * Familiarity by the evidence that the networks find for any of their classes, and by how near the nearest training rows are: the
 * one sees what is between the classes, the other what the networks never learned to look at.
 */
export class EvidenceFamiliarity implements FittedFamiliarity {
  readonly kind = "evidence";

  /**
   * @param standards Of genuine inputs that are not among those of the calibration, so that its p-values stay valid.
   * @param calibration Sums of held-out genuine inputs, in increasing order.
   */
  constructor(
    readonly evidence: Evidence,
    readonly neighbours: NeighbourFamiliarity,
    readonly standards: EvidenceStandards,
    readonly calibration: Float32Array,
  ) {}

  get map(): FeatureMap {
    return this.neighbours.map;
  }

  async score(dataset: Dataset, { onProgress, said, ...run }: ScoreOptions = {}): Promise<FamiliarityScores> {
    const part = (place: number): ScoreOptions => ({
      ...run,
      onProgress: (done, total) => onProgress?.(Math.floor((place * total + done) / 2), total),
    });
    const evidence = await this.evidence.of(dataset, { ...part(0), said });
    const near = await this.neighbours.score(dataset, part(1));
    const scores = combined(evidence, near.scores, this.standards);
    return { ...withPValues(scores, this.calibration), nearest: near.nearest };
  }

  async close(): Promise<void> {
    this.evidence.close();
    await this.neighbours.close();
  }
}
