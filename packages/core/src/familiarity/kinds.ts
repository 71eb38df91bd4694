import { both } from "./both/kind.js";
import { gaussian } from "./gaussian/kind.js";
import { neighbours } from "./neighbours/kind.js";

/** The kinds of familiarity, the default first. */
export const familiarityKinds = [neighbours, gaussian, both] as const;

/** Their names. */
export type FamiliarityKindName = (typeof familiarityKinds)[number]["kind"];
