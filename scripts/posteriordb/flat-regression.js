import { constraints, expand, normal, np, sample } from "nescio/ppl";
import { improperUniform } from "./improper-uniform.js";

/** Linear regression with flat priors: `x` `[N, K]`, `y` `[N]`. */
export function flatRegression(x, y) {
  const beta = sample("beta", expand(improperUniform(constraints.real), [x.shape[1]]));
  const sigma = sample("sigma", improperUniform(constraints.positive));
  sample("y", normal(np.matmul(x, beta), sigma), { obs: y });
}
