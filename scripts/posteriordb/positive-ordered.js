import { constraints, deterministic, factor, np, normal, sample } from "nescio/ppl";
import { vector } from "./arrays.js";
import { improperUniform } from "./improper-uniform.js";

/** Two positive numbers, the smaller one first, each with a normal prior of scale 1 around its own of `locs`. */
export function positiveOrdered(name, locs) {
  const first = sample(`${name}, first`, improperUniform(constraints.positive));
  const gap = sample(`${name}, gap`, improperUniform(constraints.positive));
  const both = deterministic(name, np.stack([first, first.add(gap)]));
  factor(`${name}, prior`, normal(vector(locs), 1).logProb(both));
  return both;
}
