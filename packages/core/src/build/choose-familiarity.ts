import type { ImageDataset } from "../data/dataset.js";
import { isUnfamiliar } from "../familiarity/unfamiliar.js";
import { outlierKinds, outliers, type OutlierKind } from "../data/outliers.js";
import type { Familiarity, ScoreOptions } from "../familiarity/familiarity.js";
import { fitFamiliarity } from "../familiarity/fit-familiarity.js";
import { calibratingImages, mostClasses, type FamiliarityKindName } from "../familiarity/kinds.js";
import type { Network } from "../layers/network.js";
import type { Weights } from "../prediction/posterior.js";

/** Shares of genuine images that may be called unfamiliar: the least that does. */
const ALPHAS = [0.02, 0.03, 0.05];
/** Share of each kind of outlier that has to be refused. */
const WANTED = 0.99;
/** The kinds to try: the first costs a little training, and sees what others may be blind to. */
const candidates: readonly FamiliarityKindName[] = ["guarded", "both"];
/** Outliers of a kind. */
const PROBES = 200;

export interface ChosenFamiliarity {
  readonly familiarity: Familiarity;
  readonly kind: FamiliarityKindName;
  readonly alpha: number;
  /** Share of the outliers of each kind that look unfamiliar. */
  readonly refused: Readonly<Record<OutlierKind, number>>;
}

export interface ChoiceOptions extends ScoreOptions {
  readonly seed: number;
  /** The one to try, where it is given and so few images can calibrate it. */
  readonly alpha?: number | undefined;
}

/**
 * The first kind of familiarity, and the least alpha, under which outliers made of the set's own images are unfamiliar; where
 * none is good enough, the best.
 *
 * @param heldOut Calibrate its p-values; their outliers choose, so that p-values of genuine images stay what they are.
 */
export async function chooseFamiliarity(
  network: Network,
  members: readonly Weights[],
  training: ImageDataset,
  heldOut: ImageDataset,
  { alpha: wanted, seed, threads, signal, onProgress }: ChoiceOptions,
): Promise<ChosenFamiliarity> {
  const probes = outlierKinds.map((kind) => outliers(kind, heldOut, { count: PROBES, seed }));
  const { length: classes } = training.classes;
  let best: ChosenFamiliarity | undefined;
  for (const kind of candidates.filter((name) => classes <= mostClasses(name))) {
    const options = { kind, seed, threads, signal, onProgress };
    const familiarity = await fitFamiliarity(network, members, training, heldOut, options);
    const pValues: Float32Array[] = [];
    for (const probe of probes) pValues.push((await familiarity.score(probe, { threads, signal })).pValues);
    for (const alpha of alphasFor(kind, heldOut.count, wanted)) {
      const shares = pValues.map((values) => values.filter((p) => isUnfamiliar(p, alpha)).length / PROBES);
      const refused = Object.fromEntries(outlierKinds.map((name, i) => [name, shares[i]])) as Record<
        OutlierKind,
        number
      >;
      const chosen = { familiarity, kind, alpha, refused };
      if (Math.min(...shares) >= WANTED) return chosen;
      if (best === undefined || Math.min(...shares) > Math.min(...Object.values(best.refused))) best = chosen;
    }
  }
  return best!;
}

/** Those that so many held-out images allow: no p-value is less than 1 / (n + 1), of the n that calibrate. */
function alphasFor(kind: FamiliarityKindName, heldOut: number, wanted: number | undefined): number[] {
  const least = 1 / (calibratingImages(kind, heldOut) + 1);
  const possible = (wanted === undefined ? ALPHAS : [wanted]).filter((alpha) => alpha > least);
  return possible.length > 0 ? possible : [Math.ceil(least * 1000) / 1000];
}
