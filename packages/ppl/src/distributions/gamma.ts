import { nonNegative, positive } from "../constraints/index.js";
import { lax, np, type JaxArray } from "../jax.js";
import { fastLog, lgamma } from "../math/index.js";
import { insidePositive } from "../math/open.js";
import { standardGamma } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats, floatType } from "./floats.js";
import { outside } from "./outside.js";
import { program } from "./program.js";
import { within } from "./within.js";
import { xlogy } from "./xlogy.js";

const logDensity = program((x: JaxArray, a: JaxArray, b: JaxArray) =>
  within(outside(nonNegative, x.ref), x, 1, (x) =>
    xlogy(a.ref.sub(1), x.ref)
      .add(a.ref.mul(fastLog(b.ref)))
      .sub(b.mul(x))
      .sub(lgamma(a)),
  ),
);

/**
 * Gamma with shape `concentration` > 0 and `rate` > 0 (not scale): mean concentration / rate. No gradient flows through
 * draws.
 */
export const gamma = defineDistribution({
  name: "Gamma",
  parameters: ["concentration", "rate"],
  constraints: { concentration: positive, rate: positive },
  support: nonNegative,
  reparameterized: false,
  sample(key, shape, { concentration, rate }) {
    const draw = np.trueDivide(standardGamma(key, concentration, shape), rate);
    return lax.stopGradient(insidePositive(draw.astype(floatType(concentration, rate))));
  },
  logProb: (value, { concentration, rate }) => logDensity(...floats(value, concentration, rate)),
  mean: ({ concentration, rate }) => np.trueDivide(concentration, rate),
  variance: ({ concentration, rate }) => np.trueDivide(concentration, np.square(rate)),
});
