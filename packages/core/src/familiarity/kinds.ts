import { both } from "./both/kind.js";
import { evidence } from "./evidence/kind.js";
import type { Familiarity } from "./familiarity.js";
import { gaussian } from "./gaussian/kind.js";
import type { FamiliarityKind, FittedFamiliarity } from "./kind.js";
import { guarded } from "./guarded/kind.js";
import { neighbours } from "./neighbours/kind.js";

/** The kinds of familiarity, the default first. */
export const familiarityKinds = [neighbours, gaussian, both, guarded, evidence] as const;

/** Their names. */
export type FamiliarityKindName = (typeof familiarityKinds)[number]["kind"];

/** How many of so many held-out images calibrate the p-values of a familiarity of this kind. With n of them none is below 1 / (n + 1). */
export function calibratingImages(name: FamiliarityKindName, heldOut: number): number {
  return familiarityKinds.find(({ kind }) => kind === name)!.calibrating(heldOut);
}

/** Of how many classes at most the images may be that a familiarity of this kind is fitted to; a data set has 256. */
export function mostClasses(name: FamiliarityKindName): number {
  const kind: FamiliarityKind = familiarityKinds.find((each) => each.kind === name)!;
  return kind.mostClasses ?? Infinity;
}

/** How many images calibrated the p-values of a familiarity; undefined where it is of no kind in the table. */
export function calibratedBy(familiarity: Familiarity): number | undefined {
  const is = (kind: (typeof familiarityKinds)[number]): boolean => kind.is(familiarity);
  return familiarityKinds.some(is) ? (familiarity as FittedFamiliarity).calibration.length : undefined;
}
