import { NescioError } from "../errors.js";
import { randomStream } from "../math/streams.js";
import type { SetRule } from "./rule.js";

/**
 * RAPS's regularisation: 0.1 for each rank after the first. Fixed rather than tuned, as no data are spent on it; sets of
 * more than one class then have to earn their size.
 */
const penalty = 0.1;
const freeRanks = 1;

/** The ways to score how badly a class fits; see `nonconformity`. */
export const setMethods = ["lac", "aps", "raps"] as const satisfies readonly SetRule["method"][];

/** Throws `invalid-option` for what is no method. */
export function checkMethod(method: SetRule["method"]): void {
  if (setMethods.includes(method)) return;
  throw new NescioError({
    code: "invalid-option",
    subject: "method of prediction sets",
    expected: `one of ${setMethods.join(", ")}`,
    found: JSON.stringify(method),
  });
}

/**
 * How badly each class fits one image's mean probabilities, from 0.
 *
 * - `lac`: 1 − p (Sadinle, Lei & Wasserman 2019, arXiv:1609.00451): the smallest sets on average.
 * - `aps`: the probability of all classes ranked before it, and a share u of its own (Romano, Sesia & Candès 2020,
 *   arXiv:2006.02544, eq. 7): sets that grow with the difficulty of the image.
 * - `raps`: the same and a penalty for the rank (Angelopoulos et al. 2021, arXiv:2009.14193, eq. 4).
 *
 * u belongs to the image: it is drawn by the bits of its probabilities, so that the same image gets the same set in
 * any order, and the score is a fixed function of image and class, which is all that coverage rests on.
 */
export function nonconformity(probs: Float32Array, method: SetRule["method"]): Float64Array {
  if (method === "lac") return Float64Array.from(probs, (p) => Math.max(0, 1 - p));
  const u = randomStream("predictionSet", 0, ...new Uint32Array(probs.slice().buffer)).uniform();
  const scores = new Float64Array(probs.length);
  let before = 0;
  rankedClasses(probs).forEach((c, rank) => {
    const extra = method === "raps" ? penalty * Math.max(0, rank + 1 - freeRanks) : 0;
    scores[c] = before + u * probs[c] + extra;
    before += probs[c];
  });
  return scores;
}

/** The classes, the most probable first; the lower one of equals. */
export function rankedClasses(probs: Float32Array): number[] {
  return Array.from(probs, (_, c) => c).sort((a, b) => probs[b] - probs[a] || a - b);
}
