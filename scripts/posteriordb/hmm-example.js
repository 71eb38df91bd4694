import { dirichlet, factor, normal, np, sample } from "nescio/ppl";
import { vector } from "./arrays.js";
import { forwardAlgorithm } from "./forward-algorithm.js";
import { positiveOrdered } from "./positive-ordered.js";

/** A hidden Markov chain of two states with normal emissions. */
export const hmmExample = {
  data: ({ y }) => [vector(y)],
  model(y) {
    const rows = ["theta1", "theta2"].map((name) => sample(name, dirichlet(vector([1, 1]))));
    const mu = positiveOrdered("mu", [3, 10]);
    const emissions = normal(mu, 1).logProb(y.reshape([-1, 1]));
    factor("y", forwardAlgorithm(np.log(np.stack(rows)), emissions));
  },
};
