import { nonNegative, positive } from "../constraints/index.js";
import { np } from "../jax.js";
import { constant } from "../math/float.js";
import { fastLog } from "../math/index.js";
import { defineDistribution } from "./define.js";
import { floats } from "./floats.js";
import { log1pSquare, standardCauchy } from "./heavy-tail.js";
import { within } from "./within.js";

/** Absolute value of a Cauchy variable around 0; `scale` > 0 is its median. */
export const halfCauchy = defineDistribution({
  name: "HalfCauchy",
  parameters: ["scale"],
  constraints: { scale: positive },
  support: nonNegative,
  reparameterized: true,
  sample: (key, shape, { scale }) => np.multiply(scale, np.absolute(standardCauchy(key, shape))),
  logProb(value, params) {
    const [x, scale] = floats(value, params.scale);
    const known = constant(Math.log(2 / Math.PI), x);
    return within(np.less(x.ref, 0), x, 0, (x) =>
      log1pSquare(x.div(scale.ref)).neg().sub(fastLog(scale)).add(known),
    );
  },
  mean: ({ scale }) => np.multiply(scale, Infinity),
  variance: ({ scale }) => np.multiply(scale, Infinity),
});
