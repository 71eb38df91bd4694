import { halfCauchy, normal, np, sample } from "nescio/ppl";
import { vector } from "./arrays.js";

/** Autoregression and moving average of order 1; before the first value stand the mean and no error. */
export const arma11 = {
  data: ({ y }) => [y],
  /** `y`: a list of numbers. */
  model(y) {
    const mu = sample("mu", normal(0, 10));
    const phi = sample("phi", normal(0, 2));
    const theta = sample("theta", normal(0, 2));
    const sigma = sample("sigma", halfCauchy(2.5));
    const expected = [mu.add(phi.mul(mu))];
    for (let t = 1; t < y.length; t++) {
      const error = np.subtract(y[t - 1], expected[t - 1].ref);
      expected.push(mu.add(phi.mul(y[t - 1])).add(theta.mul(error)));
    }
    sample("y", normal(np.stack(expected), sigma), { obs: vector(y) });
  },
};
