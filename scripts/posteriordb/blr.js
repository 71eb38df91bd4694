import { expand, halfNormal, normal, np, sample } from "nescio/ppl";
import { matrix, vector } from "./arrays.js";

/** Bayesian linear regression of simulated data. */
export const blr = {
  data: ({ X, y }) => [matrix(X), vector(y)],
  model(x, y) {
    const beta = sample("beta", expand(normal(0, 10), [x.shape[1]]));
    const sigma = sample("sigma", halfNormal(10));
    sample("y", normal(np.matmul(x, beta), sigma), { obs: y });
  },
};
