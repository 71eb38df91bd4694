import { real } from "../constraints/index.js";
import { positive } from "../constraints/index.js";
import { np } from "../jax.js";
import { fastLog } from "../math/index.js";
import { standardNormal } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats } from "./floats.js";

const logSqrt2Pi = 0.5 * Math.log(2 * Math.PI);

/** Gaussian with mean `loc` and standard deviation `scale` > 0. */
export const normal = defineDistribution({
  name: "Normal",
  parameters: ["loc", "scale"],
  constraints: { loc: real, scale: positive },
  support: real,
  reparameterized: true,
  sample: (key, shape, { loc, scale }) => np.add(loc, np.multiply(scale, standardNormal(key, shape))),
  logProb(value, params) {
    const [x, loc, scale] = floats(value, params.loc, params.scale);
    const z = x.sub(loc).div(scale.ref);
    return np.square(z).mul(-0.5).sub(fastLog(scale)).sub(logSqrt2Pi);
  },
  mean: ({ loc }) => loc,
  variance: ({ scale }) => np.square(scale),
});
