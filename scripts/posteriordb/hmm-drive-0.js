import { dirichlet, exponential, factor, np, sample } from "nescio/ppl";
import { vector } from "./arrays.js";
import { forwardAlgorithm } from "./forward-algorithm.js";
import { positiveOrdered } from "./positive-ordered.js";

/** A basketball player who drives or does not: a hidden Markov chain that shows in speed and in distance. */
export const hmmDrive0 = {
  data: ({ u, v, alpha }) => [vector(u), vector(v), alpha],
  /** `u`: 1 / speed; `v`: distance of the hoop; `alpha`: lists, the prior of each row of the transitions. */
  model(u, v, alpha) {
    const rows = alpha.map((row, k) => sample(`theta${k + 1}`, dirichlet(vector(row))));
    const phi = positiveOrdered("phi", [0, 3]);
    const lambda = positiveOrdered("lambda", [0, 3]);
    const speeds = exponential(phi).logProb(u.reshape([-1, 1]));
    const distances = exponential(lambda).logProb(v.reshape([-1, 1]));
    factor("drive", forwardAlgorithm(np.log(np.stack(rows)), speeds.add(distances)));
  },
};
