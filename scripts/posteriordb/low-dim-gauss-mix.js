import {
  beta,
  constraints,
  deterministic,
  expand,
  factor,
  halfNormal,
  nn,
  normal,
  np,
  sample,
} from "nescio/ppl";
import { vector } from "./arrays.js";
import { improperUniform } from "./improper-uniform.js";

/** A mixture of two normals whose means are ordered; the label of each number is summed out. */
export const lowDimGaussMix = {
  data: ({ y }) => [vector(y)],
  model(y) {
    const first = sample("first", normal(0, 2));
    const gap = sample("gap", improperUniform(constraints.positive));
    const second = deterministic("second", first.add(gap));
    factor("mean of the second", normal(0, 2).logProb(second));
    const mu = deterministic("mu", np.stack([first, second]));
    const sigma = sample("sigma", expand(halfNormal(2), [2]));
    const theta = sample("theta", beta(5, 5));
    const share = np.stack([theta, np.subtract(1, theta)]);
    const each = normal(mu, sigma)
      .logProb(y.reshape([-1, 1]))
      .add(np.log(share));
    factor("y", nn.logsumexp(each, 1));
  },
};
