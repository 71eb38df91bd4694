import { nonNegative, positive } from "../constraints/index.js";
import { np } from "../jax.js";
import { constant } from "../math/float.js";
import { fastLog } from "../math/index.js";
import { standardNormal } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats } from "./floats.js";
import { within } from "./within.js";

/** Absolute value of a Gaussian with mean 0 and standard deviation `scale` > 0. */
export const halfNormal = defineDistribution({
  name: "HalfNormal",
  parameters: ["scale"],
  constraints: { scale: positive },
  support: nonNegative,
  reparameterized: true,
  sample: (key, shape, { scale }) => np.multiply(scale, np.absolute(standardNormal(key, shape))),
  logProb(value, params) {
    const [x, scale] = floats(value, params.scale);
    const known = constant(0.5 * Math.log(2 / Math.PI), x);
    return within(np.less(x.ref, 0), x, 0, (x) =>
      np.square(x.div(scale.ref)).mul(-0.5).sub(fastLog(scale)).add(known),
    );
  },
  mean: ({ scale }) => np.multiply(scale, Math.sqrt(2 / Math.PI)),
  variance: ({ scale }) => np.square(scale).mul(1 - 2 / Math.PI),
});
