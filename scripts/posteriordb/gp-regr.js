import { gamma, halfNormal, multivariateNormal, np, sample } from "nescio/ppl";
import { vector } from "./arrays.js";
import { squaredExponentialCholesky } from "./squared-exponential.js";

/** Gaussian-process regression; `sigma` is the variance of the noise. */
export const gpRegr = {
  data: ({ x, y }) => [x, vector(y)],
  /** `x`: a list of numbers. */
  model(x, y) {
    const rho = sample("rho", gamma(25, 4));
    const alpha = sample("alpha", halfNormal(2));
    const sigma = sample("sigma", halfNormal(1));
    const factor = squaredExponentialCholesky(x, alpha, rho, sigma);
    sample("y", multivariateNormal(np.zeros([x.length]), factor), { obs: y });
  },
};
