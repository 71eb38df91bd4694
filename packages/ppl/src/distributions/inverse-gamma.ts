import { positive } from "../constraints/index.js";
import { lax, np, type JaxArray } from "../jax.js";
import { fastLog, lgamma } from "../math/index.js";
import { insidePositive } from "../math/open.js";
import { standardGamma } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats, floatType } from "./floats.js";
import { outside } from "./outside.js";
import { program } from "./program.js";
import { within } from "./within.js";

const logDensity = program((x: JaxArray, a: JaxArray, b: JaxArray) =>
  within(outside(positive, x.ref), x, 1, (x) =>
    a.ref
      .mul(fastLog(b.ref))
      .sub(a.ref.add(1).mul(fastLog(x.ref)))
      .sub(b.div(x))
      .sub(lgamma(a)),
  ),
);

/**
 * What 1 / Gamma(`concentration`, rate = `scale`) follows; both above 0. Its mean is ∞ up to a concentration of 1, its
 * variance up to 2. No gradient flows through draws.
 */
export const inverseGamma = defineDistribution({
  name: "InverseGamma",
  parameters: ["concentration", "scale"],
  constraints: { concentration: positive, scale: positive },
  support: positive,
  reparameterized: false,
  sample(key, shape, { concentration, scale }) {
    const draw = np.trueDivide(scale, standardGamma(key, concentration, shape));
    return lax.stopGradient(insidePositive(draw.astype(floatType(concentration, scale))));
  },
  logProb: (value, { concentration, scale }) => logDensity(...floats(value, concentration, scale)),
  mean(params) {
    const [a, b] = floats(params.concentration, params.scale);
    return above(a, 1, (a) => b.div(a.sub(1)));
  },
  variance(params) {
    const [a, b] = floats(params.concentration, params.scale);
    return above(a, 2, (a) => np.square(b.div(a.ref.sub(1))).div(a.sub(2)));
  },
});

/** A moment that is ∞ where `a` does not exceed `least`. */
function above(a: JaxArray, least: number, moment: (a: JaxArray) => JaxArray): JaxArray {
  const finite = np.greater(a.ref, least);
  return np.where(finite.ref, moment(np.where(finite, a, least + 1)), Infinity);
}
