import { positive, real } from "../constraints/index.js";
import { np } from "../jax.js";
import { constant } from "../math/float.js";
import { expm1 } from "../math/expm1.js";
import { fastExp, fastLog } from "../math/index.js";
import { insidePositive } from "../math/open.js";
import { standardNormal } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats } from "./floats.js";
import { within } from "./within.js";

/** exp of a Gaussian with mean `loc` and standard deviation `scale` > 0. */
export const logNormal = defineDistribution({
  name: "LogNormal",
  parameters: ["loc", "scale"],
  constraints: { loc: real, scale: positive },
  support: positive,
  reparameterized: true,
  sample: (key, shape, { loc, scale }) =>
    insidePositive(fastExp(np.add(loc, np.multiply(scale, standardNormal(key, shape))))),
  logProb(value, params) {
    const [x, loc, scale] = floats(value, params.loc, params.scale);
    const known = constant(0.5 * Math.log(2 * Math.PI), x);
    return within(np.lessEqual(x.ref, 0), x, 1, (x) => {
      const log = fastLog(x);
      const z = log.ref.sub(loc).div(scale.ref);
      return np.square(z).mul(-0.5).sub(log).sub(fastLog(scale)).sub(known);
    });
  },
  mean: ({ loc, scale }) => fastExp(np.add(loc, np.square(scale).mul(0.5))),
  variance: ({ loc, scale }) =>
    expm1(np.square(scale)).mul(fastExp(np.add(np.multiply(loc, 2), np.square(scale)))),
});
