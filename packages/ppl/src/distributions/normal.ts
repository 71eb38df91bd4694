import { real } from "../constraints/index.js";
import { positive } from "../constraints/index.js";
import { np } from "../jax.js";
import { constant } from "../math/float.js";
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
    const known = constant(logSqrt2Pi + (typeof params.scale === "number" ? Math.log(params.scale) : 0), x);
    // No pass over the values for what changes nothing: most priors are standard normals.
    const centred = params.loc === 0 ? x : x.sub(loc.ref);
    const z = params.scale === 1 ? centred : centred.div(scale.ref);
    const logDensity = np.square(z).mul(-0.5).sub(known);
    loc.dispose();
    if (typeof params.scale !== "number") return logDensity.sub(fastLog(scale));
    scale.dispose();
    return logDensity;
  },
  mean: ({ loc }) => loc,
  variance: ({ scale }) => np.square(scale),
});
