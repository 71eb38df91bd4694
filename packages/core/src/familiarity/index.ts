export type { Familiarity, FamiliarityScorer, FamiliarityScores, ScoreOptions } from "./familiarity.js";
export { decodeFamiliarity, encodeFamiliarity } from "./encode-familiarity.js";
export { fitFamiliarity } from "./fit-familiarity.js";
export type { FamiliarityOptions, FamiliaritySettings } from "./options.js";
export { familiarityKinds, type FamiliarityKindName } from "./kinds.js";
