import { constraints, normal, sample } from "nescio/ppl";
import { vector } from "./arrays.js";
import { improperUniform } from "./improper-uniform.js";

/** Summer temperatures at Kilpisjärvi by year, which is not centred. */
export const kilpisjarvi = {
  data: ({ x, y, pmualpha, psalpha, pmubeta, psbeta }) => [
    vector(x),
    vector(y),
    { alpha: [pmualpha, psalpha], beta: [pmubeta, psbeta] },
  ],
  /** `priors`: mean and standard deviation by name. */
  model(x, y, priors) {
    const alpha = sample("alpha", normal(...priors.alpha));
    const beta = sample("beta", normal(...priors.beta));
    const sigma = sample("sigma", improperUniform(constraints.positive));
    sample("y", normal(alpha.add(beta.mul(x)), sigma), { obs: y });
  },
};
