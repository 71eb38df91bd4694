import type { ModelPosterior } from "../../posteriors/kinds.js";
import { MixturePosterior } from "../../posteriors/mixture/posterior.js";

/** Networks to sample for each row where nobody says. */
const DEFAULT_SAMPLES = 30;

/** Networks to sample for each row: of a posterior that is made of single networks each once, as more would say nothing more. */
export function samplesOf(posterior: ModelPosterior): number {
  if (posterior.kind === "point") return 1;
  if (!(posterior instanceof MixturePosterior)) return DEFAULT_SAMPLES;
  return posterior.members.every(({ kind }) => kind === "point") ? posterior.members.length : DEFAULT_SAMPLES;
}
