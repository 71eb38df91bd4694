import { expand, halfCauchy, normal, np, sample } from "nescio/ppl";
import { matrix, vector } from "./arrays.js";

/** Autoregression of order K, given the first K values. */
export const arK = {
  data({ K, T, y }) {
    const before = Array.from({ length: T - K }, (_, i) => y.slice(i, i + K).reverse());
    return [matrix(before), vector(y.slice(K))];
  },
  /** `before` `[T − K, K]`: the values before each of `y`, the last one first. */
  model(before, y) {
    const alpha = sample("alpha", normal(0, 10));
    const beta = sample("beta", expand(normal(0, 10), [before.shape[1]]));
    const sigma = sample("sigma", halfCauchy(2.5));
    sample("y", normal(np.matmul(before, beta).add(alpha), sigma), { obs: y });
  },
};
