import { deterministic, expand, gamma, halfNormal, normal, np, poisson, sample } from "nescio/ppl";
import { squaredExponentialCholesky } from "./squared-exponential.js";

/** Poisson regression whose log rate is a Gaussian process. */
export const gpPoisRegr = {
  data: ({ x, k }) => [x, np.array(Int32Array.from(k))],
  /** `x`: a list of numbers. */
  model(x, k) {
    const rho = sample("rho", gamma(25, 4));
    const alpha = sample("alpha", halfNormal(2));
    const standard = sample("f_tilde", expand(normal(0, 1), [x.length]));
    const factor = squaredExponentialCholesky(x, alpha, rho, 1e-10);
    const f = deterministic("f", np.matmul(factor, standard));
    sample("k", poisson(np.exp(f)), { obs: k });
  },
};
