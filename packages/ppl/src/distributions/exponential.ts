import { nonNegative, positive } from "../constraints/index.js";
import { np } from "../jax.js";
import { fastLog } from "../math/index.js";
import { standardExponential } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats } from "./floats.js";
import { within } from "./within.js";

/** Waiting time for what happens `rate` > 0 times per unit of it. */
export const exponential = defineDistribution({
  name: "Exponential",
  parameters: ["rate"],
  constraints: { rate: positive },
  support: nonNegative,
  reparameterized: true,
  sample: (key, shape, { rate }) => standardExponential(key, shape).div(rate),
  logProb(value, params) {
    const [x, rate] = floats(value, params.rate);
    return within(np.less(x.ref, 0), x, 0, (x) => np.subtract(fastLog(rate.ref), x.mul(rate)));
  },
  mean: ({ rate }) => np.reciprocal(rate),
  variance: ({ rate }) => np.reciprocal(np.square(rate)),
});
