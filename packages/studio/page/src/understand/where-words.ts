import type { Effect, Occlusion } from "../engine/occlusion.js";
import { regionName } from "./region-name.js";

/** A map over the picture: what its colours mean, and what it says in a sentence. */
export interface WhereMap {
  readonly key: "familiarity" | "probability" | "disagreement";
  readonly title: string;
  /** At each pixel; positive: painted warm, as what is in the way of an answer. */
  readonly values: Float32Array;
  readonly warm: string;
  readonly cool: string;
  readonly sentence: string;
}

/** What changes less than this is not worth a word. */
const leastProbability = 0.01;
const leastNats = 0.01;

/** How familiar the picture looks. */
export function familiarityMap(effect: Effect, spread: number): WhereMap {
  const change = effect.covered - effect.whole;
  const where = regionName(effect.x, effect.y);
  return {
    key: "familiarity",
    title: "What looks familiar, and what strange",
    values: effect.changes,
    warm: "looks strange",
    cool: "looks familiar",
    sentence:
      Math.abs(change) < spread / 50
        ? "No single part makes it much stranger or more familiar."
        : `The part that matters most is ${where}: with that covered, the picture looks ${change > 0 ? "more familiar" : "stranger"}.`,
  };
}

/** What speaks for the class in question, or, of networks that disagree, what they disagree about. */
export function networksMap({ label, probability, disagreement }: Occlusion, refused: boolean): WhereMap {
  return refused && disagreement.whole > 0.1
    ? disagreementMap(disagreement)
    : probabilityMap(label, probability);
}

function probabilityMap(label: string, effect: Effect): WhereMap {
  const { whole, covered } = effect;
  return {
    key: "probability",
    title: `What speaks for ${label}, and what against`,
    values: effect.changes,
    warm: `against ${label}`,
    cool: `for ${label}`,
    sentence:
      Math.abs(covered - whole) < leastProbability
        ? `No single part decides: whatever is covered, the networks’ probability of ${label} stays near ${whole.toFixed(2)}.`
        : `The part that matters most is ${regionName(effect.x, effect.y)}: with that covered, the networks’ probability of ${label} ${change(whole, covered)}.`,
  };
}

function disagreementMap(effect: Effect): WhereMap {
  const { whole, covered } = effect;
  return {
    key: "disagreement",
    title: "What the networks disagree about",
    values: effect.changes.map((value) => -value),
    warm: "disagreement",
    cool: "agreement",
    sentence:
      Math.abs(covered - whole) < leastNats
        ? "No single part changes how much the networks disagree."
        : `The part that matters most is ${regionName(effect.x, effect.y)}: with that covered, the networks’ disagreement ${change(whole, covered)} nats.`,
  };
}

function change(whole: number, covered: number): string {
  return `${covered < whole ? "falls" : "rises"} from ${whole.toFixed(2)} to ${covered.toFixed(2)}`;
}
