import { constraints, deterministic, factor, np, normal, sample, uniform } from "nescio/ppl";
import { vector } from "./arrays.js";
import { improperUniform } from "./improper-uniform.js";

/** Generalised autoregressive conditional heteroscedasticity (Bollerslev 1986) of order (1, 1). */
export const garch11 = {
  data: ({ y, sigma1 }) => [y, sigma1],
  /** `y`: a list of numbers; `sigma1`: the spread of the first. */
  model(y, sigma1) {
    const mu = sample("mu", improperUniform(constraints.real));
    const alpha0 = sample("alpha0", improperUniform(constraints.positive));
    const alpha1 = sample("alpha1", uniform(0, 1));
    // beta1 is flat on (0, 1 − alpha1): a share of that, times the volume.
    const rest = deterministic("rest", np.subtract(1, alpha1));
    const beta1 = deterministic("beta1", sample("share", uniform(0, 1)).mul(rest));
    factor("volume", np.log(rest));
    const variances = [np.array(Float64Array.of(sigma1 ** 2)).reshape([])];
    for (let t = 1; t < y.length; t++) {
      const surprise = alpha1.mul(np.square(mu.sub(y[t - 1])));
      variances.push(alpha0.add(surprise).add(beta1.mul(variances[t - 1].ref)));
    }
    sample("y", normal(mu, np.sqrt(np.stack(variances))), { obs: vector(y) });
  },
};
