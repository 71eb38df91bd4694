import { constraints, expand, factor, normal, np, sample, studentT } from "nescio/ppl";
import { matrix, vector } from "./arrays.js";
import { improperUniform } from "./improper-uniform.js";

/** Log price of diamonds, as brms writes a regression: predictors centred, the intercept that of the centred ones. */
export const diamonds = {
  data({ K, X, Y }) {
    const mean = (k) => X.reduce((sum, row) => sum + row[k], 0) / X.length;
    const means = Array.from({ length: K }, (_, k) => mean(k));
    return [matrix(X.map((row) => row.slice(1).map((x, k) => x - means[k + 1]))), vector(Y)];
  },
  model(x, y) {
    const b = sample("b", expand(normal(0, 1), [x.shape[1]]));
    const intercept = sample("Intercept", studentT(3, 8, 10));
    const sigma = sample("sigma", improperUniform(constraints.positive));
    factor("half Student t", studentT(3, 0, 10).logProb(sigma));
    sample("y", normal(np.matmul(x, b).add(intercept), sigma), { obs: y });
  },
};
