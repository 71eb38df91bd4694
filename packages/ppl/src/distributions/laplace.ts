import { positive, real } from "../constraints/index.js";
import { np } from "../jax.js";
import { constant } from "../math/float.js";
import { fastLog } from "../math/index.js";
import { split, standardExponential } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats } from "./floats.js";

/** Laplace around `loc`; `scale` > 0 is the mean distance from it. */
export const laplace = defineDistribution({
  name: "Laplace",
  parameters: ["loc", "scale"],
  constraints: { loc: real, scale: positive },
  support: real,
  reparameterized: true,
  sample(key, shape, { loc, scale }) {
    const [above, below] = split(key, 2);
    const difference = standardExponential(above, shape).sub(standardExponential(below, shape));
    return np.add(loc, np.multiply(scale, difference));
  },
  logProb(value, params) {
    const [x, loc, scale] = floats(value, params.loc, params.scale);
    const known = constant(Math.LN2, x);
    return np.absolute(x.sub(loc)).div(scale.ref).neg().sub(fastLog(scale)).sub(known);
  },
  mean: ({ loc }) => loc,
  variance: ({ scale }) => np.square(scale).mul(2),
});
