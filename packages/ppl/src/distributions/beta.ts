import { positive, unitInterval } from "../constraints/index.js";
import { lax, np, type JaxArray } from "../jax.js";
import { logBeta, sigmoid } from "../math/index.js";
import { insideUnit } from "../math/open.js";
import { logStandardGamma, split } from "../random/index.js";
import { defineDistribution } from "./define.js";
import { floats, floatType } from "./floats.js";
import { outside } from "./outside.js";
import { program } from "./program.js";
import { within } from "./within.js";
import { xlog1my, xlogy } from "./xlogy.js";

const logDensity = program((x: JaxArray, a: JaxArray, b: JaxArray) =>
  within(outside(unitInterval, x.ref), x, 0.5, (x) =>
    xlogy(a.ref.sub(1), x.ref)
      .add(xlog1my(b.ref.sub(1), x))
      .sub(logBeta(a, b)),
  ),
);

/** Beta on [0, 1], its density ∝ xᵃ⁻¹ (1 − x)ᵇ⁻¹; both parameters above 0. No gradient flows through draws. */
export const beta = defineDistribution({
  name: "Beta",
  parameters: ["a", "b"],
  constraints: { a: positive, b: positive },
  support: unitInterval,
  reparameterized: false,
  sample(key, shape, { a, b }) {
    const [first, second] = split(key, 2);
    // In logarithms: for small parameters both gamma variables may be too small to be told from 0.
    const logRatio = logStandardGamma(first, a, shape).sub(logStandardGamma(second, b, shape));
    return lax.stopGradient(insideUnit(sigmoid(logRatio.astype(floatType(a, b)))));
  },
  logProb: (value, { a, b }) => logDensity(...floats(value, a, b)),
  mean: ({ a, b }) => np.trueDivide(a, np.add(a, b)),
  variance({ a, b }) {
    const total = np.add(a, b);
    return np.multiply(a, b).div(np.square(total.ref).mul(total.add(1)));
  },
});
