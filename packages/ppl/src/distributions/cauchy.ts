import { positive, real } from "../constraints/index.js";
import { np } from "../jax.js";
import { constant } from "../math/float.js";
import { fastLog } from "../math/index.js";
import { defineDistribution } from "./define.js";
import { floats } from "./floats.js";
import { log1pSquare, standardCauchy } from "./heavy-tail.js";

/** Cauchy around its median `loc`, with half of the mass within `scale` > 0 of it; it has no mean. */
export const cauchy = defineDistribution({
  name: "Cauchy",
  parameters: ["loc", "scale"],
  constraints: { loc: real, scale: positive },
  support: real,
  reparameterized: true,
  sample: (key, shape, { loc, scale }) => np.add(loc, np.multiply(scale, standardCauchy(key, shape))),
  logProb(value, params) {
    const [x, loc, scale] = floats(value, params.loc, params.scale);
    const known = constant(Math.log(Math.PI), x);
    return log1pSquare(x.sub(loc).div(scale.ref)).neg().sub(fastLog(scale)).sub(known);
  },
  mean: ({ loc }) => np.multiply(loc, NaN),
  variance: ({ scale }) => np.multiply(scale, NaN),
});
