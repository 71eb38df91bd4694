import { constraints, expand, halfCauchy, normal, np, sample } from "nescio/ppl";
import { columns, vector } from "./arrays.js";
import { improperUniform } from "./improper-uniform.js";

/** Children's test scores by whether the mother finished high school (Gelman & Hill 2007, ch. 3). */
export const kidscoreMomhs = {
  data: ({ N, mom_hs, kid_score }) => [columns(N, 1, mom_hs), vector(kid_score)],
  model(x, y) {
    const beta = sample("beta", expand(improperUniform(constraints.real), [2]));
    const sigma = sample("sigma", halfCauchy(2.5));
    sample("y", normal(np.matmul(x, beta), sigma), { obs: y });
  },
};
